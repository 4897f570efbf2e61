import DigitJSON
import DigitNN

/// How a file's model was compiled.
struct TrainingDecoder {
    let configuration: JSON

    /// `optimizer_config` in HDF5 files, `optimizer` in `.keras`, where it may also be just a name. A `LossScaleOptimizer` is
    /// replaced with its inner optimizer: the factor by which it multiplies the loss, and divides the gradient again, makes no
    /// difference in float32.
    var optimizerConfiguration: JSON? {
        isLossScaled ? givenOptimizer?["config"]?["inner_optimizer"] : givenOptimizer
    }

    private var givenOptimizer: JSON? { configuration.first(of: "optimizer_config", "optimizer") }

    /// Whether the optimizer is wrapped in a `LossScaleOptimizer`.
    var isLossScaled: Bool {
        givenOptimizer?["class_name"]?.string?.hasSuffix("LossScaleOptimizer") == true
            && givenOptimizer?["config"]?["inner_optimizer"] != nil
    }

    /// Keras's name of the optimizer, such as `Adam`.
    var optimizerName: String? {
        let name = optimizerConfiguration?["class_name"]?.string ?? optimizerConfiguration?.string
        // TensorFlow 2.11 and later register their optimizers as "Custom>Adam".
        return name?.split(separator: ">").last.map(String.init)
    }

    /// The metrics, both the supported ones and the names of others.
    var metrics: MetricDecoder { MetricDecoder(configuration["metrics"]) }

    /// The ignored settings, one line for each.
    var notes: [String] {
        var notes: [String] = []
        if let name = optimizerName, optimizer == nil {
            notes.append(
                "optimizer \(name), or one of its settings, is not supported: training continues with Adam, learning rate 0.001")
        }
        if isLossScaled, let name = optimizerName {
            notes.append("optimizer LossScaleOptimizer is ignored: training continues with its inner \(name), in float32")
        }
        notes += unsupportedOptimizerSettings.map { "\($0), and is ignored" }
        if let name = lossName, loss == nil {
            let what = unsupportedLossSetting == nil ? "\(name), or one of its settings," : lossDescription ?? name
            notes.append("loss \(what) is not supported: categorical cross-entropy is used instead")
        }
        if let name = unknownSchedule {
            notes.append("learning-rate schedule \(name) is not supported: the learning rate stays at its initial value")
        }
        for name in metrics.unknown {
            notes.append("metric \(name) is not supported and is ignored")
        }
        for name in MetricDecoder(configuration["weighted_metrics"]).all {
            notes.append("weighted metric \(name) is not supported and is ignored")
        }
        if let weights = configuration["loss_weights"], weights != .null, weights.kerasArray?.isEmpty != true {
            notes.append("loss_weights \(weights.excerpt) are not supported and are ignored")
        }
        return notes
    }

    /// The loss of the only output: a name, a configuration, or a list or dictionary with one of these.
    private var lossConfiguration: JSON? {
        guard let loss = configuration["loss"], loss != .null else { return nil }
        if let list = loss.kerasArray { return list.count == 1 ? list[0] : nil }
        if case .object(let members) = loss, loss["class_name"] == nil { return members.count == 1 ? members[0].value : nil }
        return loss
    }

    /// Keras's name of the loss in snake case, such as `sparse_categorical_crossentropy`.
    var lossName: String? {
        guard let loss = lossConfiguration else { return nil }
        let name = loss.string ?? loss["config"]?.string ?? loss["class_name"]?.string
        return name.map { snakeCase($0.split(separator: ">").last.map(String.init) ?? $0) }
    }

    /// The loss's name, with the setting that is unsupported.
    var lossDescription: String? {
        lossName.map { name in unsupportedLossSetting.map { "\(name) with \($0)" } ?? name }
    }

    /// An unsupported setting of the loss; nil for none.
    var unsupportedLossSetting: String? {
        let settings = lossConfiguration?["config"] ?? .null
        func isSupported(_ key: String, _ value: JSON) -> Bool {
            switch key {
            case "reduction": ["sum_over_batch_size", "mean", "auto"].contains(value.string)
            case "ignore_class": value == .null
            case "axis": value.size == -1
            // A weight for each class.
            case "alpha": value.kerasArray == nil
            default: true
            }
        }
        for key in ["reduction", "ignore_class", "axis", "alpha"] {
            if let value = settings[key], !isSupported(key, value) { return "\(key) \(value.excerpt)" }
        }
        return nil
    }

    /// The loss, nil if there is none or it is unsupported.
    var loss: Loss? {
        if unsupportedLossSetting != nil { return nil }
        let settings = lossConfiguration?["config"] ?? .null
        let fromLogits = settings["from_logits"]?.kerasBool ?? false
        let (smoothing, gamma) = (settings["label_smoothing"]?.kerasFloat ?? 0, settings["gamma"]?.kerasFloat ?? 2)
        let alpha = settings["alpha"]?.kerasFloat ?? 0.25
        switch lossName {
        case "categorical_crossentropy", "sparse_categorical_crossentropy":
            return .categoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
        case "binary_crossentropy": return .binaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
        case "categorical_focal_crossentropy":
            return .categoricalFocalCrossentropy(alpha: alpha, gamma: gamma, fromLogits: fromLogits, labelSmoothing: smoothing)
        case "binary_focal_crossentropy":
            return .binaryFocalCrossentropy(
                alpha: settings["apply_class_balancing"]?.kerasBool == true ? alpha : nil, gamma: gamma, fromLogits: fromLogits,
                labelSmoothing: smoothing)
        case "kl_divergence", "kld", "kullback_leibler_divergence": return .kullbackLeiblerDivergence
        case "categorical_hinge": return .categoricalHinge
        case "poisson": return .poisson
        case "huber", "huber_loss": return .huber(delta: settings["delta"]?.kerasFloat ?? 1)
        case "mean_squared_error", "mse": return .meanSquaredError
        case "mean_absolute_error", "mae": return .meanAbsoluteError
        case "ctc": return .ctc
        default: return nil
        }
    }
}
