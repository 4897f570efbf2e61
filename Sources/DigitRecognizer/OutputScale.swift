import DigitNN
import DigitTensor

/// The kind of a model's outputs, and how they are converted to probabilities.
enum OutputScale: Equatable {
    /// Probabilities, as from softmax.
    case probabilities
    /// A number from 0 to 1 for each class by itself, as from sigmoid.
    case scores
    /// Any numbers: logits for softmax.
    case logits

    /// The kind that a model's last activation gives.
    init(of model: Sequential) {
        for layer in model.layers.reversed() {
            let activation: Activation
            switch layer {
            case is Flatten, is Reshape, is Permute, is Dropout: continue
            case let layer as any ElementwiseLayer: activation = layer.activation
            case let layer as Dense: activation = layer.activation
            case let layer as Conv2D: activation = layer.activation
            default: activation = .linear
            }
            switch activation {
            case .softmax: self = .probabilities
            case .sigmoid, .hardSigmoid: self = .scores
            default: self = .logits
            }
            return
        }
        self = .logits
    }

    /// Converts the outputs of one sample to probabilities that sum to 1.
    func probabilities(of outputs: [Float]) -> [Float] {
        switch self {
        case .probabilities: return outputs
        case .scores: return normalized(outputs)
        case .logits:
            let largest = outputs.max() ?? 0
            return normalized(outputs.map { naturalExponential($0 - largest) })
        }
    }

    private func normalized(_ values: [Float]) -> [Float] {
        let sum = values.reduce(0, +)
        return sum > 0 ? values.map { $0 / sum } : values.map { _ in 1 / Float(values.count) }
    }
}
