import DigitJSON
import DigitNN

extension LayerSettings {
    /// The activation function in a setting; linear if there is none.
    func activation(_ key: String = "activation") throws(KerasError) -> Activation {
        guard let value = values[key], value != .null else { return .linear }
        return try activation(of: value)
    }

    /// A function by name, or as the configuration of a function or layer.
    func activation(of json: JSON) throws(KerasError) -> Activation {
        if let name = json.string { return try activation(named: name) }
        guard let className = json["class_name"]?.string else {
            throw failure("activation: a name expected, found \(json.excerpt)")
        }
        let settings = json["config"] ?? .null
        // A plain function: {"class_name": "function", "config": "relu"}.
        if let name = settings.string { return try activation(named: name) }
        switch className {
        case "Activation": return try activation(of: settings["activation"] ?? .null)
        case "ReLU", "LeakyReLU", "ELU", "Softmax", "ThresholdedReLU":
            let inner = LayerConfiguration(
                className: className, name: name, values: settings, position: 0, isOlderThanKeras1: false,
                graphName: name)
            let reader = LayerSettings(configuration: inner, file: file, kerasMajorVersion: kerasMajorVersion)
            guard let activation = try reader.activationLayer()?.activation else { break }
            // The output's axes are not known here.
            if activation == .softmax { try reader.checkSoftmax(over: settings["axis"], rank: nil) }
            return activation
        default: return try activation(named: className)
        }
        throw failure("activation \(className) is not supported")
    }

    private func activation(named name: String) throws(KerasError) -> Activation {
        // TensorFlow's internal functions have names such as softmax_v2; registered ones a package before ">".
        let plain = name.split(separator: ">").last.map(String.init) ?? name
        switch plain {
        case "linear", "Linear": return .linear
        case "relu", "Relu", "ReLU", "relu_v2": return .relu
        case "relu6", "Relu6", "ReLU6": return .limitedReLU(maxValue: 6, negativeSlope: 0, threshold: 0)
        case "leaky_relu", "LeakyReLU", "leaky_relu_v2": return .leakyReLU(negativeSlope: 0.2)
        case "sigmoid", "Sigmoid", "sigmoid_v2": return .sigmoid
        case "hard_sigmoid", "HardSigmoid": return .hardSigmoid(slope: kerasMajorVersion >= 3 ? 1 / 6 : 0.2)
        case "tanh", "Tanh", "tanh_v2": return .tanh
        case "softmax", "Softmax", "softmax_v2": return .softmax
        case "elu", "ELU", "Elu": return .elu()
        case "selu", "SELU", "Selu": return .selu
        case "gelu", "GELU", "Gelu": return .gelu()
        case "softplus", "Softplus": return .softplus
        case "softsign", "Softsign": return .softsign
        case "swish", "silu", "Swish", "SiLU", "Silu": return .swish
        case "mish", "Mish": return .mish
        case "celu", "Celu": return .celu()
        case "hard_swish", "hard_silu", "HardSwish", "HardSilu": return .hardSwish
        case "exponential", "exp", "Exponential": return .exponential
        default: throw failure("activation \(name) is not supported")
        }
    }

    /// Checks that a softmax is over the last axis.
    /// - Parameters:
    ///   - axis: an axis, or a list with one; nil for the last.
    ///   - rank: the number of axes of a sample; nil if it is not known.
    func checkSoftmax(over axis: JSON?, rank: Int?) throws(KerasError) {
        guard let axis else { return }
        let axes = (axis.kerasArray ?? [axis]).map(\.size)
        guard axes.count == 1, let last = axes[0], last == -1 || last == rank else {
            throw failure("softmax over axis \(axis.excerpt) is not supported, only the last")
        }
    }

    /// The layer, if it is one of those that only apply a function with settings.
    func activationLayer() throws(KerasError) -> (any ElementwiseLayer)? {
        switch className {
        case "Activation": return ActivationLayer(try activation(), name: name)
        case "ReLU", "Relu", "ReLU6":
            let highest = values["max_value"].flatMap(\.kerasFloat) ?? (className == "ReLU6" ? 6 : nil)
            return ReLU(
                maxValue: highest, negativeSlope: try float("negative_slope", "alpha", default: 0),
                threshold: try float("threshold", default: 0), name: name)
        case "ThresholdedReLU": return ReLU(threshold: try float("theta", default: 1), name: name)
        case "LeakyReLU": return LeakyReLU(negativeSlope: try float("negative_slope", "alpha", default: 0.3), name: name)
        case "ELU": return ELU(alpha: try float("alpha", default: 1), name: name)
        case "Softmax": return Softmax(name: name)
        default: return nil
        }
    }
}
