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
        let metrics = JSON.array(training.metrics.map { metric($0, style: style) })
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

    /// Class and settings of the optimizer. HDF5 files for Keras 3 have only those settings that tf.keras 2.15 accepts too, which
    /// reads a class without a package as one of its older optimizers.
    private func optimizerConfiguration(
        style: KerasSaveOptions.Format, _ trainer: KerasSaveOptions.Trainer
    ) -> (className: String, settings: JSON) {
        let (className, own) = optimizerSettings
        let isForTensorFlow = style == .hdf5 && trainer == .tensorFlow
        let common: [JSON.Member] = [
            .init("name", .string(isForTensorFlow ? className : snakeCase(className))),
            .init("learning_rate", learningRate(style: style)),
        ]
        let marks: [JSON.Member] = isForTensorFlow ? [.init("is_legacy_optimizer", false)] : []
        return (isForTensorFlow ? "Custom>\(className)" : className, .object(common + own + optionSettings(style: style) + marks))
    }

    private func loss(style: KerasSaveOptions.Format) -> JSON {
        func object(_ className: String, _ own: [JSON.Member]) -> JSON {
            let settings = [
                JSON.Member("name", .string(snakeCase(className))), JSON.Member("reduction", "sum_over_batch_size"),
            ]
            return self.object(className, module: "keras.losses", settings + own, style: style)
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
        case .binaryCrossentropy(false, 0): return "binary_crossentropy"
        case .binaryCrossentropy(let fromLogits, let smoothing):
            return object(
                "BinaryCrossentropy", [.init("from_logits", .bool(fromLogits)), .init("label_smoothing", JSON(smoothing))])
        case .categoricalFocalCrossentropy(let alpha, let gamma, let fromLogits, let smoothing):
            return object("CategoricalFocalCrossentropy", focus(alpha, gamma, fromLogits, smoothing))
        case .binaryFocalCrossentropy(let alpha, let gamma, let fromLogits, let smoothing):
            return object(
                "BinaryFocalCrossentropy",
                focus(alpha ?? 0.25, gamma, fromLogits, smoothing) + [.init("apply_class_balancing", .bool(alpha != nil))])
        case .kullbackLeiblerDivergence: return "kl_divergence"
        case .categoricalHinge: return "categorical_hinge"
        case .poisson: return "poisson"
        case .huber(let delta): return object("Huber", [.init("delta", JSON(delta))])
        case .meanSquaredError: return "mean_squared_error"
        case .meanAbsoluteError: return "mean_absolute_error"
        case .ctc: return "ctc"
        }
    }

    private func focus(_ alpha: Float, _ gamma: Float, _ fromLogits: Bool, _ smoothing: Float) -> [JSON.Member] {
        [
            .init("alpha", JSON(alpha)), .init("gamma", JSON(gamma)), .init("from_logits", .bool(fromLogits)),
            .init("label_smoothing", JSON(smoothing)),
        ]
    }

    // MARK: State

    /// The optimizer's variables in the order of the given version of Keras; empty if there is no state.
    func variables(_ trainer: KerasSaveOptions.Trainer) throws(KerasError) -> [Variable] {
        guard trainer != .none, let state = training.optimizerState else { return [] }
        let weights = trainableWeights
        let shapes = weights.sorted { $0.number < $1.number }.map(\.shape)
        let groups = training.options.slotGroups + training.optimizer.slotGroups
        let names = groups.flatMap(\.self)
        guard state.slots.count == names.count, state.slots.allSatisfy({ slot in slot.map(\.shape) == shapes }) else {
            throw KerasError(
                file: file,
                problem: "optimizer state of \(names.count) slots for \(weights.count) weights expected, got other shapes")
        }
        var variables = [Variable.iteration(state.iteration)]
        if trainer == .keras3, training.options.schedule == nil {
            variables.append(.tensor(name: "learning_rate", Tensor(shape: [], scalars: [Float(training.optimizer.learningRate)])))
        }
        func add(_ kind: Int, _ weight: Int) {
            let name = "\(weights[weight].name)_\(names[kind])"
            variables.append(.tensor(name: name, state.slots[kind][weights[weight].number]))
        }
        if trainer == .tensorFlow, names.isEmpty {
            // There SGD has a momentum for each weight even if it is unused.
            for weight in weights { variables.append(.tensor(name: "\(weight.name)_momentum", Tensor(shape: weight.shape))) }
        }
        var first = 0
        for group in groups {
            for weight in weights.indices { for kind in group.indices { add(first + kind, weight) } }
            first += group.count
        }
        if case .nadam(_, let beta1, _, _) = training.optimizer, trainer == .keras3 {
            let updates = state.iteration / (training.options.accumulationSteps ?? 1)
            let product = Float(NadamMomentum.product(beta1, steps: updates))
            variables.append(.tensor(name: "variable", Tensor(shape: [], scalars: [product])))
        }
        return variables
    }

    /// Weights that have slots, in Keras's order, with their indices in the order of the network's weights.
    private var trainableWeights: [(name: String, shape: Shape, number: Int)] {
        var firsts: [Int] = [], count = 0
        for parameters in model.parameters {
            firsts.append(count)
            count += parameters.count(where: \.isTrainable)
        }
        return model.kerasOrder.flatMap { index in
            model.parameters[index].filter(\.isTrainable).enumerated().map { place, parameter in
                ("\(model.name)_\(model.layers[index].name)_\(parameter.name)", parameter.shape, firsts[index] + place)
            }
        }
    }

    /// The group of the optimizer's variables within `optimizer_weights`.
    var groupName: String { snakeCase(optimizerSettings.className) }
}
