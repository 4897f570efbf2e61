import DigitTensor

/// input * scale + offset with constants that training does not change, repeated along a sample.
package final class AffineStep: Step {
    package let label: String
    private let count: Int
    private let scale: [Float]
    private let offset: [Float]

    /// A frozen batch normalization: it normalizes by the moving statistics in training too, and does not change them.
    init(_ layer: BatchNormalization, shape: Shape, weights: LayerWeights) {
        label = "batch normalization, frozen"
        count = shape.count
        let (mean, variance) = (weights.pointer(weights.slots.count - 2), weights.pointer(weights.slots.count - 1))
        let scale = (0..<(shape.dimensions.last ?? 1)).map { channel in
            (layer.scale ? weights.pointer(0)[channel] : 1) / (variance[channel] + layer.epsilon).squareRoot()
        }
        offset = scale.indices.map { channel in
            (layer.center ? weights.pointer(layer.scale ? 1 : 0)[channel] : 0) - mean[channel] * scale[channel]
        }
        self.scale = scale
    }

    /// A normalization by known constants.
    init(_ layer: Normalization, shape: Shape, weights: LayerWeights) {
        label = "normalization"
        count = shape.count
        let kept = Set(layer.places(in: shape))
        let places = indices(in: shape) { kept.contains($0) }
        let all = (places.max() ?? 0) + 1
        func values(_ given: [Float]?, _ parameter: Int) -> [Float] {
            guard let given else { return (0..<all).map { weights.pointer(parameter)[$0] } }
            return given.count == 1 ? [Float](repeating: given[0], count: all) : given
        }
        let (means, variances) = (values(layer.mean, 0), values(layer.variance, 1))
        // Keras's epsilon for a deviation of 0.
        let deviations = variances.map { max($0.squareRoot(), 1e-7) }
        if layer.invert {
            (scale, offset) = (places.map { deviations[$0] }, places.map { means[$0] })
        } else {
            (scale, offset) = (places.map { 1 / deviations[$0] }, places.map { -means[$0] / deviations[$0] })
        }
    }

    package var inputCount: Int { count }
    package var outputCount: Int { count }

    package func forward(_ call: Call) {
        scale.withUnsafeBufferPointer { scale in
            offset.withUnsafeBufferPointer { offset in
                Kernels.current.table.pointee.scale_rows(
                    call.count * count / scale.count, scale.count, scale.baseAddress!, offset.baseAddress!, call.input,
                    call.output)
            }
        }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        for i in 0..<call.count * count { inputGradient[i] = call.outputGradient[i] * scale[i % scale.count] }
    }
}
