import DigitNN
import DigitTensor

/// Makes Keras's configuration of how a model is trained, and the list of its optimizer's variables.
struct TrainingEncoder {
    let training: KerasTraining
    let model: Sequential
    let file: String

    /// A variable of the optimizer.
    enum Variable {
        case iteration(Int)
        case tensor(name: String, Tensor)
    }

    // MARK: Configuration

    /// `training_config` of HDF5 files, `compile_config` of `.keras`.
    func configuration(style: KerasSaveOptions.Format) -> JSON {
        let (className, settings) = optimizerConfiguration
        let metrics = JSON.array(training.metrics.map(JSON.string))
        switch style {
        case .hdf5:
            return [
                "loss": loss(style: style), "loss_weights": nil, "metrics": metrics, "weighted_metrics": nil,
                "optimizer_config": ["class_name": .string(className), "config": settings],
            ]
        case .keras:
            let optimizer: JSON = [
                "module": "keras.optimizers", "class_name": .string(className), "config": settings, "registered_name": nil,
            ]
            return [
                "optimizer": optimizer, "loss": loss(style: style), "loss_weights": nil, "metrics": metrics, "weighted_metrics": nil,
            ]
        }
    }

    /// Keras's name of the optimizer, which its variables have too.
    private var optimizerName: String { snakeCase(optimizerConfiguration.className) }

    private var optimizerConfiguration: (className: String, settings: JSON) {
        let common: [JSON.Member] = [
            .init("weight_decay", nil), .init("clipnorm", nil), .init("global_clipnorm", nil), .init("clipvalue", nil),
            .init("use_ema", false), .init("ema_momentum", 0.99), .init("ema_overwrite_frequency", nil),
        ]
        let className: String
        let own: [JSON.Member]
        switch training.optimizer {
        case .sgd(_, let momentum, let nesterov):
            className = "SGD"
            own = [.init("momentum", .number(momentum)), .init("nesterov", .bool(nesterov))]
        case .rmsprop(_, let rho, let momentum, let epsilon, let centered):
            className = "RMSprop"
            own = [
                .init("rho", .number(rho)), .init("momentum", .number(momentum)), .init("epsilon", .number(epsilon)),
                .init("centered", .bool(centered)),
            ]
        case .adam(_, let beta1, let beta2, let epsilon):
            className = "Adam"
            own = adamSettings(beta1, beta2, epsilon)
        case .adamW(_, let decay, let beta1, let beta2, let epsilon):
            className = "AdamW"
            own = adamSettings(beta1, beta2, epsilon) + [.init("weight_decay", .number(decay))]
        }
        let name = JSON.Member("name", .string(snakeCase(className)))
        let rate = JSON.Member("learning_rate", .number(training.optimizer.learningRate))
        let ownKeys = Set(own.map(\.key))
        return (className, .object([name, rate] + common.filter { !ownKeys.contains($0.key) } + own))
    }

    private func adamSettings(_ beta1: Double, _ beta2: Double, _ epsilon: Double) -> [JSON.Member] {
        [
            .init("beta_1", .number(beta1)), .init("beta_2", .number(beta2)), .init("epsilon", .number(epsilon)),
            .init("amsgrad", false),
        ]
    }

    private func loss(style: KerasSaveOptions.Format) -> JSON {
        func object(_ className: String, _ own: [JSON.Member]) -> JSON {
            let settings = [
                JSON.Member("name", .string(snakeCase(className))), JSON.Member("reduction", "sum_over_batch_size"),
            ]
            return style == .hdf5
                ? ["class_name": .string(className), "config": .object(settings + own)]
                : [
                    "module": "keras.losses", "class_name": .string(className), "config": .object(settings + own),
                    "registered_name": nil,
                ]
        }
        switch training.loss {
        case .categoricalCrossentropy(false, 0):
            return training.labelsAreIndices ? "sparse_categorical_crossentropy" : "categorical_crossentropy"
        case .categoricalCrossentropy(let fromLogits, 0) where training.labelsAreIndices:
            return object("SparseCategoricalCrossentropy", [.init("from_logits", .bool(fromLogits))])
        case .categoricalCrossentropy(let fromLogits, let smoothing):
            // Keras's loss for class indices has no label smoothing, so this one takes one-hot rows.
            return object(
                "CategoricalCrossentropy", [.init("from_logits", .bool(fromLogits)), .init("label_smoothing", JSON(smoothing))])
        case .binaryCrossentropy(false): return "binary_crossentropy"
        case .binaryCrossentropy(let fromLogits): return object("BinaryCrossentropy", [.init("from_logits", .bool(fromLogits))])
        case .meanSquaredError: return "mean_squared_error"
        case .meanAbsoluteError: return "mean_absolute_error"
        }
    }

    // MARK: State

    /// The optimizer's variables in the given order; empty if there is no state.
    func variables(_ layout: KerasSaveOptions.OptimizerLayout) throws(KerasError) -> [Variable] {
        guard layout != .none, let state = training.optimizerState else { return [] }
        let weights = trainableWeights
        let names = training.optimizer.slotNames
        guard state.slots.count == names.count, state.slots.allSatisfy({ $0.map(\.shape) == weights.map(\.shape) }) else {
            throw KerasError(
                file: file, problem: "optimizer state of \(names.count) slots for \(weights.count) weights expected, got other shapes")
        }
        var variables = [Variable.iteration(state.iteration)]
        if layout == .keras3 {
            variables.append(.tensor(name: "learning_rate", Tensor(shape: [], scalars: [Float(training.optimizer.learningRate)])))
        }
        func add(_ kind: Int, _ weight: Int) {
            variables.append(.tensor(name: "\(weights[weight].name)_\(names[kind])", state.slots[kind][weight]))
        }
        if keepsSlotsTogether {
            for weight in weights.indices { for kind in names.indices { add(kind, weight) } }
        } else {
            for kind in names.indices { for weight in weights.indices { add(kind, weight) } }
        }
        return variables
    }

    /// Adam's slots come weight by weight, the others' kind by kind.
    private var keepsSlotsTogether: Bool {
        switch training.optimizer {
        case .adam, .adamW: true
        case .sgd, .rmsprop: false
        }
    }

    private var trainableWeights: [(name: String, shape: Shape)] {
        zip(model.layers, model.parameters).flatMap { layer, parameters in
            parameters.filter(\.isTrainable).map { ("\(model.name)_\(layer.name)_\($0.name)", $0.shape) }
        }
    }

    /// The group of the optimizer's variables within `optimizer_weights`.
    var groupName: String { optimizerName }
}
