import DigitJSON
import DigitNN

/// How a file's model was compiled.
struct TrainingDecoder {
    let configuration: JSON

    /// `optimizer_config` in HDF5 files, `optimizer` in `.keras`, there also a bare name.
    private var optimizerConfiguration: JSON? { configuration.first(of: "optimizer_config", "optimizer") }

    /// Keras's name of the optimizer, such as `Adam`.
    var optimizerName: String? {
        let name = optimizerConfiguration?["class_name"]?.string ?? optimizerConfiguration?.string
        // TensorFlow 2.11 and later register their optimizers as "Custom>Adam".
        return name?.split(separator: ">").last.map(String.init)
    }

    /// Settings that change how weights are updated and have no like here.
    private static let unsupported = [
        "amsgrad", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "gradient_accumulation_steps",
    ]

    /// The optimizer, nil if there is none or none like it here. Keras 2's `decay` of the learning rate is left out.
    var optimizer: Optimizer? {
        let settings = optimizerConfiguration?["config"] ?? .null
        for key in Self.unsupported {
            if let value = settings[key], value != .null, value.bool != false { return nil }
        }
        func number(_ key: String, _ standard: Double) -> Double { settings[key]?.number ?? standard }
        func rate(_ standard: Double) -> Double {
            let value = settings.first(of: "learning_rate", "lr")
            // A schedule has the rate it starts from.
            return value?.number ?? value?["config"]?["initial_learning_rate"]?.number ?? standard
        }
        switch optimizerName?.lowercased() {
        case "sgd":
            return .sgd(learningRate: rate(0.01), momentum: number("momentum", 0), nesterov: settings["nesterov"]?.bool ?? false)
        case "rmsprop":
            return .rmsprop(
                learningRate: rate(0.001), rho: number("rho", 0.9), momentum: number("momentum", 0),
                epsilon: number("epsilon", 1e-7),
                centered: settings["centered"]?.bool ?? false)
        case "adam", "adamw":
            let beta1 = number("beta_1", 0.9)
            let beta2 = number("beta_2", 0.999)
            let epsilon = number("epsilon", 1e-7)
            // Adam with a weight decay is AdamW.
            let decay = number("weight_decay", optimizerName?.lowercased() == "adamw" ? 0.004 : 0)
            return decay == 0
                ? .adam(learningRate: rate(0.001), beta1: beta1, beta2: beta2, epsilon: epsilon)
                : .adamW(learningRate: rate(0.001), weightDecay: decay, beta1: beta1, beta2: beta2, epsilon: epsilon)
        default: return nil
        }
    }

    /// The loss of the only output: a name, a configuration, or a list or dictionary with one of these.
    private var lossConfiguration: JSON? {
        guard let loss = configuration["loss"], loss != .null else { return nil }
        if let list = loss.array { return list.count == 1 ? list[0] : nil }
        if case .object(let members) = loss, loss["class_name"] == nil { return members.count == 1 ? members[0].value : nil }
        return loss
    }

    /// Keras's name of the loss in snake case, such as `sparse_categorical_crossentropy`.
    var lossName: String? {
        guard let loss = lossConfiguration else { return nil }
        let name = loss.string ?? loss["config"]?.string ?? loss["class_name"]?.string
        return name.map { snakeCase($0.split(separator: ">").last.map(String.init) ?? $0) }
    }

    /// The loss, nil if there is none or none like it here.
    var loss: Loss? {
        let settings = lossConfiguration?["config"] ?? .null
        let fromLogits = settings["from_logits"]?.bool ?? false
        switch lossName {
        case "categorical_crossentropy", "sparse_categorical_crossentropy":
            return .categoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: settings["label_smoothing"]?.float ?? 0)
        case "binary_crossentropy": return .binaryCrossentropy(fromLogits: fromLogits)
        case "mean_squared_error", "mse": return .meanSquaredError
        case "mean_absolute_error", "mae": return .meanAbsoluteError
        case "ctc": return .ctc
        default: return nil
        }
    }
}
