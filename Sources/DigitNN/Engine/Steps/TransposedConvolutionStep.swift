import DigitTensor

/// A transposed convolution: forward it is the gradient of a convolution's input, backward a convolution. Its windows lie in the
/// output.
package final class TransposedConvolutionStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let patches: ImagePatches
    private let channels: Int
    private let filters: Int
    private let hasBias: Bool
    private let weights: LayerWeights
    private let isFirst: Bool
    /// The kernel transposed, (channels, window).
    private let transposedKernel: AlignedBuffer

    /// - Parameter output: (rows, columns, filters).
    init(_ layer: Conv2DTranspose, input: Shape, output: Shape, weights: LayerWeights, isFirst: Bool) {
        patches = ImagePatches(
            WindowGeometry(input: output, window: layer.kernelSize, strides: layer.strides, padding: layer.padding))
        (channels, filters, hasBias, self.weights, self.isFirst) = (input[2], layer.filters, layer.useBias, weights, isFirst)
        (inputCount, outputCount) = (input.count, output.count)
        transposedKernel = AlignedBuffer(count: patches.windowCount * channels)
        label = "\(layer.kernelSize.height)x\(layer.kernelSize.width) transposed convolution"
    }

    package var trainable: Range<Int> { weights.trainable }
    package var scratchCount: Int { patches.chunkCount }

    private var width: Int { patches.geometry.output.width }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            let (input, output) = (call.input + sample * inputCount, call.output + sample * outputCount)
            output.update(repeating: 0, count: outputCount)
            patches.forEachChunk { rows in
                let first = rows.lowerBound * width
                let target = patches.isPointwise ? output + first * filters : call.scratch
                Kernels.current.multiply(
                    m: rows.count * width, n: patches.windowCount, k: channels, a: input + first * channels, aRow: channels,
                    aColumn: 1, b: transposedKernel.base, bRow: patches.windowCount, c: target, cRow: patches.windowCount)
                if !patches.isPointwise { patches.add(ConstFloats(target), rows: rows, to: output) }
            }
            if hasBias { Kernels.current.table.pointee.add_bias(outputCount / filters, filters, weights.pointer(1), 0, output) }
        }
    }

    package func backward(_ call: Call) {
        for sample in 0..<call.count {
            let (input, gradient) = (call.input + sample * inputCount, call.outputGradient + sample * outputCount)
            if hasBias {
                Kernels.current.table.pointee.add_rows(
                    outputCount / filters, filters, gradient, call.shardGradient + weights.shardOffset(1))
            }
            let inputGradient = isFirst ? nil : call.inputGradient.map { $0 + sample * inputCount }
            patches.forEachChunk { rows in
                let windows = patches.patches(of: gradient, rows: rows, in: call.scratch)
                let first = rows.lowerBound * width
                // kernelGradient (window, channels) += windowsᵀ · input.
                Kernels.current.multiply(
                    m: patches.windowCount, n: channels, k: rows.count * width, a: windows, aRow: 1,
                    aColumn: patches.windowCount, b: input + first * channels, bRow: channels, c: call.shardGradient,
                    cRow: channels, accumulating: true)
                guard let inputGradient else { return }
                Kernels.current.multiply(
                    m: rows.count * width, n: channels, k: patches.windowCount, a: windows, aRow: patches.windowCount,
                    aColumn: 1, b: weights.pointer(0), bRow: channels, c: inputGradient + first * channels, cRow: channels)
            }
        }
    }

    /// The transposed copy is of the whole kernel, so the whole layer is one task.
    package var updateTaskCount: Int { trainable.isEmpty ? 0 : 1 }
    package func updatedRange(task: Int) -> Range<Int> { trainable }

    package func refresh(task: Int) {
        Kernels.current.transpose(
            rows: patches.windowCount, columns: channels, from: weights.pointer(0), sourceRow: channels,
            to: transposedKernel.base, targetRow: patches.windowCount)
    }
}
