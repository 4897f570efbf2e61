import DigitTensor

/// Zeros around an image.
package final class PaddingStep: Step {
    package let label = "zero padding"
    package let outputShape: Shape
    private let input: Shape
    private let top: Int
    private let left: Int

    init(input: Shape, top: Int, bottom: Int, left: Int, right: Int) {
        (self.input, self.top, self.left) = (input, top, left)
        outputShape = [input[0] + top + bottom, input[1] + left + right, input[2]]
    }

    package var inputCount: Int { input.count }
    package var outputCount: Int { outputShape.count }

    package func forward(_ call: Call) {
        call.output.update(repeating: 0, count: call.count * outputCount)
        forEachRow(call.count) { inner, outer, length in (call.output + outer).update(from: call.input + inner, count: length) }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        forEachRow(call.count) { inner, outer, length in
            (inputGradient + inner).update(from: call.outputGradient + outer, count: length)
        }
    }

    private func forEachRow(_ samples: Int, _ body: (_ inner: Int, _ outer: Int, _ length: Int) -> Void) {
        let length = input[1] * input[2]
        for sample in 0..<samples {
            for row in 0..<input[0] {
                let outer = ((row + top) * outputShape[1] + left) * input[2]
                body(sample * inputCount + row * length, sample * outputCount + outer, length)
            }
        }
    }
}

/// Permutes the axes.
package final class PermuteStep: Step {
    package let label = "permutation of axes"
    /// For each output element, the index of the input element.
    private let sources: [Int]

    /// - Parameter axes: output axis i is input axis `axes[i]`, counted from 0.
    init(input: Shape, axes: [Int]) {
        var strides = [Int](repeating: 1, count: input.rank)
        for axis in stride(from: input.rank - 2, through: 0, by: -1) { strides[axis] = strides[axis + 1] * input[axis + 1] }
        var sources = [0]
        for axis in axes { sources = sources.flatMap { base in (0..<input[axis]).map { base + $0 * strides[axis] } } }
        self.sources = sources
    }

    package var inputCount: Int { sources.count }
    package var outputCount: Int { sources.count }

    package func forward(_ call: Call) {
        for offset in stride(from: 0, to: call.count * sources.count, by: sources.count) {
            for (i, source) in sources.enumerated() { call.output[offset + i] = call.input[offset + source] }
        }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        for offset in stride(from: 0, to: call.count * sources.count, by: sources.count) {
            for (i, source) in sources.enumerated() { inputGradient[offset + source] = call.outputGradient[offset + i] }
        }
    }
}

/// input * scale + offset.
package final class ScalingStep: Step {
    package let label = "scale and offset"
    private let count: Int
    private let scale: Float
    private let offset: Float

    init(count: Int, scale: Float, offset: Float) { (self.count, self.scale, self.offset) = (count, scale, offset) }

    package var inputCount: Int { count }
    package var outputCount: Int { count }

    package func forward(_ call: Call) {
        for i in 0..<call.count * count { call.output[i] = call.input[i] * scale + offset }
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        for i in 0..<call.count * count { inputGradient[i] = call.outputGradient[i] * scale }
    }
}

/// x above 0, alpha * x below, alpha learned per value or shared along axes.
package final class PReLUStep: Step {
    package let label = "PReLU"
    private let weights: LayerWeights
    /// For each value of a sample, the alpha it uses.
    private let alphaIndices: [Int]

    init(_ layer: PReLU, shape: Shape, weights: LayerWeights) {
        self.weights = weights
        var indices = [0]
        for axis in 0..<shape.rank {
            let isShared = layer.sharedAxes.contains(axis + 1)
            indices = indices.flatMap { base in (0..<shape[axis]).map { isShared ? base : base * shape[axis] + $0 } }
        }
        alphaIndices = indices
    }

    package var inputCount: Int { alphaIndices.count }
    package var outputCount: Int { alphaIndices.count }
    package var trainable: Range<Int> { weights.trainable }

    package func forward(_ call: Call) {
        let alpha = weights.pointer(0)
        for offset in stride(from: 0, to: call.count * inputCount, by: inputCount) {
            for (i, index) in alphaIndices.enumerated() {
                let x = call.input[offset + i]
                call.output[offset + i] = x > 0 ? x : alpha[index] * x
            }
        }
    }

    package func backward(_ call: Call) {
        let alpha = weights.pointer(0)
        for offset in stride(from: 0, to: call.count * inputCount, by: inputCount) {
            for (i, index) in alphaIndices.enumerated() {
                let (x, gradient) = (call.input[offset + i], call.outputGradient[offset + i])
                if x <= 0 { call.shardGradient[index] += gradient * x }
                call.inputGradient?[offset + i] = x > 0 ? gradient : alpha[index] * gradient
            }
        }
    }
}
