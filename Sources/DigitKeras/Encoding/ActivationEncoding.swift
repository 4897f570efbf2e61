import DigitJSON
import DigitNN

extension ModelEncoder {
    /// The settings of a layer that only applies a function.
    func settings(of layer: any ElementwiseLayer) throws(KerasError) -> [JSON.Member] {
        switch layer {
        case let layer as ActivationLayer: [.init("activation", try activation(layer.activation, of: layer))]
        case let layer as ReLU:
            [
                .init("max_value", layer.maxValue.map { JSON($0) } ?? .null), .init("negative_slope", JSON(layer.negativeSlope)),
                .init("threshold", JSON(layer.threshold)),
            ]
        // Keras 3 calls it "negative_slope" but accepts this name too; tf.keras accepts only this one.
        case let layer as LeakyReLU: [.init("alpha", JSON(layer.negativeSlope))]
        case let layer as ELU: [.init("alpha", JSON(layer.alpha))]
        case is Softmax: [.init("axis", -1)]
        default: throw failure(layer, "Keras has no such layer")
        }
    }

    /// A function's name, or a layer's configuration for functions that have settings.
    func activation(_ activation: Activation, of layer: any Layer) throws(KerasError) -> JSON {
        switch activation {
        case .linear: return "linear"
        case .relu: return "relu"
        case .limitedReLU(6, 0, 0): return "relu6"
        case .limitedReLU(let maximum, let slope, let threshold):
            return asLayer(ReLU(maxValue: maximum.isFinite ? maximum : nil, negativeSlope: slope, threshold: threshold))
        case .leakyReLU(0.2): return "leaky_relu"
        case .leakyReLU(let slope): return asLayer(LeakyReLU(negativeSlope: slope))
        case .sigmoid: return "sigmoid"
        case .tanh: return "tanh"
        case .softmax: return "softmax"
        case .elu(1): return "elu"
        case .elu(let alpha): return asLayer(ELU(alpha: alpha))
        case .selu: return "selu"
        case .gelu(approximate: false): return "gelu"
        case .softplus: return "softplus"
        case .softsign: return "softsign"
        case .swish: return "swish"
        case .mish: return "mish"
        case .celu(1): return "celu"
        case .celu: throw failure(layer, "Keras has no celu with an alpha other than 1")
        case .hardSwish: return "hard_silu"
        case .exponential: return "exponential"
        case .hardSigmoid(let slope) where abs(slope - 1 / 6) < 1e-6: return "hard_sigmoid"
        case .gelu(approximate: true): throw failure(layer, "Keras has no name for the approximate gelu")
        case .hardSigmoid: throw failure(layer, "Keras 3 has no hard_sigmoid with a slope other than 1/6")
        }
    }

    private func asLayer(_ layer: any ElementwiseLayer) -> JSON {
        let name = JSON.Member("name", .string(type(of: layer).defaultName))
        let settings = (try? settings(of: layer)) ?? []
        return [
            "module": "keras.layers", "class_name": .string(type(of: layer).className), "config": .object([name] + settings),
            "registered_name": nil,
        ]
    }
}
