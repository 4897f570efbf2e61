import DigitJSON
import DigitNN

extension TrainingDecoder {
    private var optimizerSettings: JSON { optimizerConfiguration?["config"] ?? .null }

    private func number(_ key: String, _ standard: Double) -> Double { optimizerSettings[key]?.kerasNumber ?? standard }

    private func isSet(_ key: String) -> Bool { optimizerSettings[key]?.kerasBool == true }

    /// The initial learning rate.
    private func rate(_ standard: Double) -> Double {
        if let schedule { return schedule.rate(atStep: 0) }
        return optimizerSettings.first(of: "learning_rate", "lr")?.kerasNumber ?? standard
    }

    /// The optimizer, nil if there is none or it is unsupported.
    var optimizer: Optimizer? {
        let (beta1, beta2, epsilon) = (number("beta_1", 0.9), number("beta_2", 0.999), number("epsilon", 1e-7))
        switch optimizerName?.lowercased() {
        case "sgd":
            return .sgd(learningRate: rate(0.01), momentum: number("momentum", 0), nesterov: isSet("nesterov"))
        case "rmsprop":
            return .rmsprop(
                learningRate: rate(0.001), rho: number("rho", 0.9), momentum: number("momentum", 0), epsilon: epsilon,
                centered: isSet("centered"))
        case "adam", "adamw":
            if isSet("amsgrad") { return .amsgrad(learningRate: rate(0.001), beta1: beta1, beta2: beta2, epsilon: epsilon) }
            // Adam with a weight decay is AdamW.
            return adamDecay == 0
                ? .adam(learningRate: rate(0.001), beta1: beta1, beta2: beta2, epsilon: epsilon)
                : .adamW(learningRate: rate(0.001), weightDecay: adamDecay, beta1: beta1, beta2: beta2, epsilon: epsilon)
        case "adamax": return .adamax(learningRate: rate(0.001), beta1: beta1, beta2: beta2, epsilon: epsilon)
        case "nadam": return .nadam(learningRate: rate(0.001), beta1: beta1, beta2: beta2, epsilon: epsilon)
        case "adagrad":
            return .adagrad(
                learningRate: rate(0.001), initialAccumulator: number("initial_accumulator_value", 0.1), epsilon: epsilon)
        case "adadelta": return .adadelta(learningRate: rate(0.001), rho: number("rho", 0.95), epsilon: epsilon)
        case "lion": return .lion(learningRate: rate(0.001), beta1: beta1, beta2: number("beta_2", 0.99))
        default: return nil
        }
    }

    /// The weight decay of Adam, which AdamW has by default.
    private var adamDecay: Double { number("weight_decay", optimizerName?.lowercased() == "adamw" ? 0.004 : 0) }

    /// What the optimizer does besides its formula.
    var options: OptimizerOptions {
        func above0(_ key: String) -> Double? { optimizerSettings[key]?.kerasNumber.flatMap { $0 > 0 ? $0 : nil } }
        let isAMSGrad = if case .amsgrad = optimizer { true } else { false }
        let isAdam = ["adam", "adamw"].contains(optimizerName?.lowercased())
        let decay = isAMSGrad ? adamDecay : isAdam ? 0 : number("weight_decay", 0)
        return OptimizerOptions(
            schedule: schedule,
            clipping: above0("clipnorm").map { .norm($0) } ?? above0("global_clipnorm").map { .globalNorm($0) }
                ?? above0("clipvalue").map { .value($0) },
            weightDecay: decay > 0 ? decay : nil,
            averaging: isSet("use_ema")
                ? WeightAveraging(
                    momentum: number("ema_momentum", 0.99),
                    overwritesEvery: optimizerSettings["ema_overwrite_frequency"]?.kerasInteger.flatMap { $0 == 0 ? nil : $0 }
                )
                : nil,
            accumulationSteps: optimizerSettings["gradient_accumulation_steps"]?.kerasInteger)
    }

    /// A line for each unsupported setting of the optimizer: Keras 2 had some that Keras 3 does not.
    var unsupportedOptimizerSettings: [String] {
        guard let name = optimizerName, optimizer != nil else { return [] }
        func line(_ key: String, _ rest: String) -> String {
            "optimizer \(name): \(key) \(optimizerSettings[key]?.excerpt ?? "") \(rest)"
        }
        var lines: [String] = []
        let limits = ["clipnorm", "global_clipnorm", "clipvalue"].filter { number($0, 0) > 0 }
        lines += limits.dropFirst().map { line($0, "beside \(limits[0]) is not supported") }
        // The default value is part of the formula since Keras 2.3.
        if case .nadam = optimizer, number("schedule_decay", 0.004) != 0.004 {
            lines.append(line("schedule_decay", "is not supported, only 0.004"))
        }
        return lines
    }

    /// The learning rate as a function of the number of steps; nil if it is none, or unsupported.
    private var schedule: StepSchedule? {
        let settings = optimizerSettings
        guard let rate = settings.first(of: "learning_rate", "lr"), rate["class_name"] != nil else {
            // Keras 2's decay: the rate divided by 1 + decay * steps.
            guard let decay = settings["decay"]?.kerasNumber, decay > 0 else { return nil }
            let initial = settings.first(of: "learning_rate", "lr")?.kerasNumber ?? 0.001
            return .inverseTimeDecay(initial: initial, steps: 1, rate: decay)
        }
        return StepSchedule(keras: rate)
    }

    /// The name of an unsupported schedule.
    var unknownSchedule: String? {
        guard let rate = optimizerSettings.first(of: "learning_rate", "lr"), let name = rate["class_name"]?.string else {
            return nil
        }
        return schedule == nil ? name : nil
    }
}

extension StepSchedule {
    /// Decodes a schedule's configuration, nil if it is unsupported.
    init?(keras json: JSON) {
        let settings = json["config"] ?? .null
        func number(_ key: String, _ standard: Double = .nan) -> Double { settings[key]?.kerasNumber ?? standard }
        let (initial, steps) = (number("initial_learning_rate"), number("decay_steps"))
        let isStaircase = settings["staircase"]?.kerasBool ?? false
        switch json["class_name"]?.string?.split(separator: ">").last.map(String.init) {
        case "ExponentialDecay":
            self = .exponentialDecay(initial: initial, steps: steps, rate: number("decay_rate"), staircase: isStaircase)
        case "InverseTimeDecay":
            self = .inverseTimeDecay(initial: initial, steps: steps, rate: number("decay_rate"), staircase: isStaircase)
        case "PiecewiseConstantDecay", "PiecewiseConstant":
            self = .piecewiseConstant(
                boundaries: (settings["boundaries"]?.kerasArray ?? []).map { $0.kerasNumber ?? .nan },
                values: (settings["values"]?.kerasArray ?? []).map { $0.kerasNumber ?? .nan })
        case "PolynomialDecay":
            self = .polynomialDecay(
                initial: initial, steps: steps, end: number("end_learning_rate", 1e-4), power: number("power", 1),
                cycle: settings["cycle"]?.kerasBool ?? false)
        case "CosineDecay":
            let warmUp = settings["warmup_target"]?.kerasNumber.map { WarmUp(target: $0, steps: number("warmup_steps", 0)) }
            self = .cosineDecay(initial: initial, steps: steps, alpha: number("alpha", 0), warmUp: warmUp)
        case "CosineDecayRestarts":
            self = .cosineRestarts(
                initial: initial, firstSteps: number("first_decay_steps"), lengthFactor: number("t_mul", 2),
                heightFactor: number("m_mul", 1), alpha: number("alpha", 0))
        default: return nil
        }
        guard isValid else { return nil }
    }
}

extension OptimizerOptions {
    /// The names of the slots that Keras stores together for each weight.
    var slotGroups: [[String]] { slotNames.map { [$0] } }
}

extension Optimizer {
    /// The names of the slots that Keras stores together for each weight.
    var slotGroups: [[String]] {
        switch self {
        case .adam, .adamW, .nadam, .adamax, .adadelta: [slotNames]
        case .amsgrad: [Array(slotNames[..<2]), [slotNames[2]]]
        case .sgd, .rmsprop, .adagrad, .lion: slotNames.map { [$0] }
        }
    }
}
