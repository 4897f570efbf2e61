import DigitJSON
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
    func configuration(style: KerasSaveOptions.Format, _ trainer: KerasSaveOptions.Trainer) -> JSON {
        let (className, settings) = optimizerConfiguration(style: style, trainer)
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
                "optimizer": optimizer, "loss": loss(style: style), "loss_weights": nil, "metrics": metrics,
                "weighted_metrics": nil,
            ]
        }
    }

    /// Class and settings of the optimizer. In HDF5 files for Keras 3 there are only those settings that tf.keras 2.15 takes too, which
    /// reads a class without a package as its older optimizers.
    private func optimizerConfiguration(
        style: KerasSaveOptions.Format, _ trainer: KerasSaveOptions.Trainer
    ) -> (className: String, settings: JSON) {
        let (className, own) = optimizerSettings
        let isForTensorFlow = style == .hdf5 && trainer == .tensorFlow
        let common: [JSON.Member] = [
            .init("name", .string(isForTensorFlow ? className : snakeCase(className))),
            .init("learning_rate", .number(training.optimizer.learningRate)),
        ]
        let marks: [JSON.Member] = isForTensorFlow ? [.init("is_legacy_optimizer", false)] : []
        return (isForTensorFlow ? "Custom>\(className)" : className, .object(common + own + marks))
    }

    private var optimizerSettings: (className: String, own: [JSON.Member]) {
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
        return (className, own)
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
        case .ctc: return "ctc"
        }
    }

    // MARK: State

    /// The optimizer's variables in the order of the given Keras; empty if there is no state.
    func variables(_ trainer: KerasSaveOptions.Trainer) throws(KerasError) -> [Variable] {
        guard trainer != .none, let state = training.optimizerState else { return [] }
        let weights = trainableWeights
        let names = training.optimizer.slotNames
        guard state.slots.count == names.count, state.slots.allSatisfy({ $0.map(\.shape) == weights.map(\.shape) }) else {
            throw KerasError(
                file: file,
                problem: "optimizer state of \(names.count) slots for \(weights.count) weights expected, got other shapes")
        }
        var variables = [Variable.iteration(state.iteration)]
        if trainer == .keras3 {
            variables.append(.tensor(name: "learning_rate", Tensor(shape: [], scalars: [Float(training.optimizer.learningRate)])))
        }
        func add(_ kind: Int, _ weight: Int) {
            variables.append(.tensor(name: "\(weights[weight].name)_\(names[kind])", state.slots[kind][weight]))
        }
        if trainer == .tensorFlow, names.isEmpty {
            // There SGD has a momentum for each weight even where it does not use it.
            for weight in weights { variables.append(.tensor(name: "\(weight.name)_momentum", Tensor(shape: weight.shape))) }
        } else if keepsSlotsTogether {
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
    var groupName: String { snakeCase(optimizerSettings.className) }
}
