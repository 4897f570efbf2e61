import DigitTensor

/// A convolution of each channel by itself, as plain loops.
package final class DepthwiseStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    package let outputShape: Shape
    private let geometry: WindowGeometry
    private let multiplier: Int
    private let hasBias: Bool
    private let weights: LayerWeights
    private let isFirst: Bool

    init(_ layer: DepthwiseConv2D, input: Shape, weights: LayerWeights, isFirst: Bool) {
        geometry = WindowGeometry(input: input, window: layer.kernelSize, strides: layer.strides, padding: layer.padding)
        (multiplier, hasBias, self.weights, self.isFirst) = (layer.depthMultiplier, layer.useBias, weights, isFirst)
        outputShape = [geometry.output.height, geometry.output.width, input[2] * layer.depthMultiplier]
        inputCount = input.count
        outputCount = outputShape.count
        label = "\(layer.kernelSize.height)x\(layer.kernelSize.width) depthwise convolution"
    }

    package var trainable: Range<Int> { weights.trainable }

    package func forward(_ call: Call) {
        let kernel = weights.pointer(0)
        for sample in 0..<call.count {
            let (image, output) = (call.input + sample * inputCount, call.output + sample * outputCount)
            if hasBias {
                for i in 0..<outputCount { output[i] = weights.pointer(1)[i % outputShape[2]] }
            } else {
                output.update(repeating: 0, count: outputCount)
            }
            forEachTap { source, tap, target in output[target] += image[source] * kernel[tap] }
        }
    }

    package func backward(_ call: Call) {
        let kernel = weights.pointer(0)
        for sample in 0..<call.count {
            let (image, gradient) = (call.input + sample * inputCount, call.outputGradient + sample * outputCount)
            if hasBias {
                Kernels.current.table.pointee.add_rows(
                    outputCount / outputShape[2], outputShape[2], gradient, call.shardGradient + weights.shardOffset(1))
            }
            forEachTap { source, tap, target in call.shardGradient[tap] += image[source] * gradient[target] }
            guard !isFirst, let inputGradient = call.inputGradient.map({ $0 + sample * inputCount }) else { continue }
            inputGradient.update(repeating: 0, count: inputCount)
            forEachTap { source, tap, target in inputGradient[source] += kernel[tap] * gradient[target] }
        }
    }

    /// For each product of the convolution: the offsets of its pixel, its kernel value and its output.
    @inline(__always)
    private func forEachTap(_ body: (_ source: Int, _ tap: Int, _ target: Int) -> Void) {
        let channels = geometry.input[2]
        let outputs = channels * multiplier
        geometry.forEachWindow { window, rows, columns in
            let top = window / geometry.output.width * geometry.strides.height - geometry.before.height
            let left = window % geometry.output.width * geometry.strides.width - geometry.before.width
            for row in rows {
                for column in columns {
                    let pixel = (row * geometry.input[1] + column) * channels
                    let tap = ((row - top) * geometry.window.width + column - left) * outputs
                    for output in 0..<outputs { body(pixel + output / multiplier, tap + output, window * outputs + output) }
                }
            }
        }
    }
}
