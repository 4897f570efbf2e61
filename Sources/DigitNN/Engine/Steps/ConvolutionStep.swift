import DigitTensor

/// Any 2-D convolution as a product of matrices: patches (positions, window) times kernel (window, filters),
/// where a window is height x width x channels values.
package final class ConvolutionStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let patches: ImagePatches
    private let filters: Int
    private let relu: Bool
    private let hasBias: Bool
    private let weights: LayerWeights
    private let isFirst: Bool
    /// The kernel transposed, (filters, window), for the gradient of the input.
    private let transposedKernel: AlignedBuffer

    private var geometry: WindowGeometry { patches.geometry }
    private var windowCount: Int { patches.windowCount }

    init(_ layer: Conv2D, input: Shape, relu: Bool, weights: LayerWeights, isFirst: Bool) {
        patches = ImagePatches(
            WindowGeometry(input: input, window: layer.kernelSize, strides: layer.strides, padding: layer.padding))
        (filters, self.relu, hasBias, self.weights, self.isFirst) = (layer.filters, relu, layer.useBias, weights, isFirst)
        inputCount = input.count
        outputCount = patches.geometry.output.height * patches.geometry.output.width * layer.filters
        transposedKernel = AlignedBuffer(count: isFirst ? 0 : patches.windowCount * layer.filters)
        label = "\(layer.kernelSize.height)x\(layer.kernelSize.width) convolution\(relu ? " + ReLU" : ""), matrix product"
    }

    package var trainable: Range<Int> { weights.trainable }
    package var scratchCount: Int { patches.isPointwise ? 0 : 2 * patches.chunkCount }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            let image = call.input + sample * inputCount
            let output = call.output + sample * outputCount
            patches.forEachChunk { rows in
                Kernels.current.multiply(
                    m: rows.count * geometry.output.width, n: filters, k: windowCount,
                    a: patches.patches(of: image, rows: rows, in: call.scratch), aRow: windowCount, aColumn: 1,
                    b: weights.pointer(0), bRow: filters, c: output + rows.lowerBound * geometry.output.width * filters,
                    cRow: filters)
            }
            finish(output)
        }
    }

    package func backward(_ call: Call) {
        let kernels = Kernels.current
        for sample in 0..<call.count {
            let image = call.input + sample * inputCount
            let gradient = call.outputGradient + sample * outputCount
            if relu { kernels.table.pointee.relu_backward(outputCount, call.output + sample * outputCount, gradient) }
            if hasBias {
                kernels.table.pointee.add_rows(
                    outputCount / filters, filters, gradient, call.shardGradient + weights.shardOffset(1))
            }
            let inputGradient = isFirst ? nil : call.inputGradient.map { $0 + sample * inputCount }
            inputGradient?.update(repeating: 0, count: inputCount)
            patches.forEachChunk { rows in
                let part = gradient + rows.lowerBound * geometry.output.width * filters
                patches.addKernelGradient(
                    patches: patches.patches(of: image, rows: rows, in: call.scratch), gradient: part, rows: rows,
                    filters: filters,
                    to: call.shardGradient)
                if let inputGradient { addInputGradient(part, rows: rows, to: inputGradient, scratch: call.scratch) }
            }
        }
    }

    /// Adds the gradient of the windows at some output rows to the pixels that they cover.
    private func addInputGradient(_ gradient: Floats, rows: Range<Int>, to inputGradient: Floats, scratch: Floats) {
        let target =
            patches.isPointwise
            ? inputGradient + rows.lowerBound * geometry.output.width * windowCount : scratch + patches.chunkCount
        Kernels.current.multiply(
            m: rows.count * geometry.output.width, n: windowCount, k: filters, a: gradient, aRow: filters, aColumn: 1,
            b: transposedKernel.base, bRow: windowCount, c: target, cRow: windowCount)
        if !patches.isPointwise { patches.add(target, rows: rows, to: inputGradient) }
    }

    /// The transposed copy is of the whole kernel, so the whole layer is one task.
    package var updateTaskCount: Int { trainable.isEmpty ? 0 : 1 }
    package func updatedRange(task: Int) -> Range<Int> { trainable }

    package func refresh(task: Int) {
        guard !isFirst else { return }
        Kernels.current.transpose(
            rows: windowCount, columns: filters, from: weights.pointer(0), sourceRow: filters, to: transposedKernel.base,
            targetRow: windowCount)
    }

    /// Adds the bias and applies the ReLU.
    private func finish(_ output: Floats) {
        if hasBias {
            Kernels.current.table.pointee.add_bias(outputCount / filters, filters, weights.pointer(1), relu ? 1 : 0, output)
        } else if relu {
            rectify(output, count: outputCount)
        }
    }
}

/// A ReLU in place. NaN stays NaN.
func rectify(_ values: Floats, count: Int) {
    for i in 0..<count { values[i] = values[i] < 0 ? 0 : values[i] }
}
