import DigitJSON
import DigitNN

extension TrainingEncoder {
    /// Keras's class of the optimizer, and the settings of its own.
    var optimizerSettings: (className: String, own: [JSON.Member]) {
        switch training.optimizer {
        case .sgd(_, let momentum, let nesterov):
            ("SGD", [.init("momentum", .number(momentum)), .init("nesterov", .bool(nesterov))])
        case .rmsprop(_, let rho, let momentum, let epsilon, let centered):
            (
                "RMSprop",
                [
                    .init("rho", .number(rho)), .init("momentum", .number(momentum)), .init("epsilon", .number(epsilon)),
                    .init("centered", .bool(centered)),
                ]
            )
        case .adam(_, let beta1, let beta2, let epsilon):
            ("Adam", betas(beta1, beta2, epsilon) + [.init("amsgrad", false)])
        case .adamW(_, let decay, let beta1, let beta2, let epsilon):
            ("AdamW", betas(beta1, beta2, epsilon) + [.init("amsgrad", false), .init("weight_decay", .number(decay))])
        case .amsgrad(_, let beta1, let beta2, let epsilon):
            ("Adam", betas(beta1, beta2, epsilon) + [.init("amsgrad", true)])
        case .adamax(_, let beta1, let beta2, let epsilon): ("Adamax", betas(beta1, beta2, epsilon))
        case .nadam(_, let beta1, let beta2, let epsilon): ("Nadam", betas(beta1, beta2, epsilon))
        case .adagrad(_, let initial, let epsilon):
            ("Adagrad", [.init("initial_accumulator_value", .number(initial)), .init("epsilon", .number(epsilon))])
        case .adadelta(_, let rho, let epsilon):
            ("Adadelta", [.init("rho", .number(rho)), .init("epsilon", .number(epsilon))])
        case .lion(_, let beta1, let beta2): ("Lion", [.init("beta_1", .number(beta1)), .init("beta_2", .number(beta2))])
        }
    }

    private func betas(_ beta1: Double, _ beta2: Double, _ epsilon: Double) -> [JSON.Member] {
        [.init("beta_1", .number(beta1)), .init("beta_2", .number(beta2)), .init("epsilon", .number(epsilon))]
    }

    /// A number, or the configuration of a schedule.
    func learningRate(style: KerasSaveOptions.Format) -> JSON {
        guard let schedule = training.options.schedule else { return .number(training.optimizer.learningRate) }
        let (name, settings) = schedule.kerasConfiguration
        return [
            "module": "keras.optimizers.schedules", "class_name": .string(name), "config": settings, "registered_name": nil,
        ]
    }

    /// The settings of what the optimizer does besides its formula. Default values are omitted in HDF5 files: the older
    /// optimizers of tf.keras know few of them.
    func optionSettings(style: KerasSaveOptions.Format) -> [JSON.Member] {
        let options = training.options
        var members: [JSON.Member] = []
        if let decay = options.weightDecay { members.append(.init("weight_decay", .number(decay))) }
        switch options.clipping {
        case .norm(let limit): members.append(.init("clipnorm", .number(limit)))
        case .globalNorm(let limit): members.append(.init("global_clipnorm", .number(limit)))
        case .value(let limit): members.append(.init("clipvalue", .number(limit)))
        case nil: break
        }
        if let averaging = options.averaging {
            members += [
                .init("use_ema", true), .init("ema_momentum", .number(averaging.momentum)),
                .init("ema_overwrite_frequency", averaging.overwritesEvery.map { .integer($0) } ?? .null),
            ]
        }
        if let steps = options.accumulationSteps { members.append(.init("gradient_accumulation_steps", .integer(steps))) }
        return members
    }
}

extension StepSchedule {
    /// Keras's class and settings.
    fileprivate var kerasConfiguration: (className: String, settings: JSON) {
        /// An integer if it is whole: Keras checks the type.
        func steps(_ number: Double) -> JSON { Int(exactly: number).map { .integer($0) } ?? .number(number) }
        switch self {
        case .exponentialDecay(let initial, let length, let rate, let staircase):
            return ("ExponentialDecay", Self.decay(initial, steps(length), rate, staircase))
        case .inverseTimeDecay(let initial, let length, let rate, let staircase):
            return ("InverseTimeDecay", Self.decay(initial, steps(length), rate, staircase))
        case .piecewiseConstant(let boundaries, let values):
            return (
                "PiecewiseConstantDecay",
                ["boundaries": .array(boundaries.map(steps)), "values": .array(values.map { .number($0) })]
            )
        case .polynomialDecay(let initial, let length, let end, let power, let cycle):
            return (
                "PolynomialDecay",
                [
                    "initial_learning_rate": .number(initial), "decay_steps": steps(length), "end_learning_rate": .number(end),
                    "power": .number(power), "cycle": .bool(cycle),
                ]
            )
        case .cosineDecay(let initial, let length, let alpha, let warmUp):
            return (
                "CosineDecay",
                [
                    "initial_learning_rate": .number(initial), "decay_steps": steps(length), "alpha": .number(alpha),
                    "warmup_target": warmUp.map { .number($0.target) } ?? .null,
                    "warmup_steps": steps(warmUp?.steps ?? 0),
                ]
            )
        case .cosineRestarts(let initial, let firstSteps, let lengthFactor, let heightFactor, let alpha):
            return (
                "CosineDecayRestarts",
                [
                    "initial_learning_rate": .number(initial), "first_decay_steps": steps(firstSteps),
                    "t_mul": .number(lengthFactor), "m_mul": .number(heightFactor), "alpha": .number(alpha),
                ]
            )
        }
    }

    private static func decay(_ initial: Double, _ steps: JSON, _ rate: Double, _ staircase: Bool) -> JSON {
        [
            "initial_learning_rate": .number(initial), "decay_steps": steps, "decay_rate": .number(rate),
            "staircase": .bool(staircase),
        ]
    }
}
