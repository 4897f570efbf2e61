import DigitTensor

/// Any 2-D convolution as a product of matrices: patches (positions, window) times kernel (window, filters),
/// where a window is height x width x channels values. The patches of a few output rows are made at a time (im2col).
package final class ConvolutionStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let geometry: WindowGeometry
    private let filters: Int
    private let relu: Bool
    private let hasBias: Bool
    private let weights: LayerWeights
    private let isFirst: Bool
    private let windowCount: Int
    /// Output rows whose patches are made at a time: about 128 KB of them.
    private let rowsPerChunk: Int
    /// The kernel transposed, (filters, window), for the gradient of the input.
    private let transposedKernel: AlignedBuffer

    /// A 1x1 window with stride 1 is its own patch.
    private var isPointwise: Bool { geometry.window == 1 && geometry.strides == 1 }

    init(_ layer: Conv2D, input: Shape, relu: Bool, weights: LayerWeights, isFirst: Bool) {
        geometry = WindowGeometry(input: input, window: layer.kernelSize, strides: layer.strides, padding: layer.padding)
        (filters, self.relu, hasBias, self.weights, self.isFirst) = (layer.filters, relu, layer.useBias, weights, isFirst)
        inputCount = input.count
        outputCount = geometry.output.height * geometry.output.width * layer.filters
        windowCount = layer.kernelSize.height * layer.kernelSize.width * input[2]
        rowsPerChunk = min(geometry.output.height, max(1, 32_768 / (geometry.output.width * windowCount)))
        transposedKernel = AlignedBuffer(count: isFirst ? 0 : windowCount * layer.filters)
        label = "\(layer.kernelSize.height)x\(layer.kernelSize.width) convolution\(relu ? " + ReLU" : ""), matrix product"
    }

    package var trainable: Range<Int> { weights.trainable }
    package var scratchCount: Int {
        isPointwise ? 0 : 2 * AlignedBuffer.aligned(rowsPerChunk * geometry.output.width * windowCount)
    }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            let image = call.input + sample * inputCount
            let output = call.output + sample * outputCount
            forEachChunk { rows in
                let patches = patches(of: image, rows: rows, in: call.scratch)
                Kernels.current.multiply(
                    m: rows.count * geometry.output.width, n: filters, k: windowCount, a: patches, aRow: windowCount, aColumn: 1,
                    b: weights.pointer(0), bRow: filters, c: output + rows.lowerBound * geometry.output.width * filters,
                    cRow: filters)
            }
            finish(output)
        }
    }

    package func backward(_ call: Call) {
        let kernels = Kernels.current
        let positions = geometry.output.height * geometry.output.width
        for sample in 0..<call.count {
            let image = call.input + sample * inputCount
            let gradient = call.outputGradient + sample * outputCount
            if relu { clearWhereOff(gradient, output: call.output + sample * outputCount, count: outputCount) }
            if hasBias {
                addColumnSums(gradient, rows: positions, columns: filters, to: call.shardGradient + weights.shardOffset(1))
            }
            let inputGradient = isFirst ? nil : call.inputGradient.map { $0 + sample * inputCount }
            inputGradient?.update(repeating: 0, count: inputCount)
            forEachChunk { rows in
                let count = rows.count * geometry.output.width
                let part = gradient + rows.lowerBound * geometry.output.width * filters
                let patches = patches(of: image, rows: rows, in: call.scratch)
                kernels.multiply(
                    m: windowCount, n: filters, k: count, a: patches, aRow: 1, aColumn: windowCount, b: part, bRow: filters,
                    c: call.shardGradient, cRow: filters, accumulating: true)
                guard let inputGradient else { return }
                let target =
                    isPointwise
                    ? inputGradient + rows.lowerBound * geometry.output.width * windowCount
                    : call.scratch + AlignedBuffer.aligned(rowsPerChunk * geometry.output.width * windowCount)
                kernels.multiply(
                    m: count, n: windowCount, k: filters, a: part, aRow: filters, aColumn: 1, b: transposedKernel.base,
                    bRow: windowCount, c: target, cRow: windowCount)
                if !isPointwise { addPatches(target, rows: rows, to: inputGradient) }
            }
        }
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

    private func forEachChunk(_ body: (Range<Int>) -> Void) {
        for first in stride(from: 0, to: geometry.output.height, by: rowsPerChunk) {
            body(first..<min(first + rowsPerChunk, geometry.output.height))
        }
    }

    /// Bias and ReLU.
    private func finish(_ output: Floats) {
        let positions = geometry.output.height * geometry.output.width
        if hasBias {
            Kernels.current.table.pointee.add_bias(positions, filters, weights.pointer(1), relu ? 1 : 0, output)
        } else if relu {
            for i in 0..<outputCount { output[i] = max(output[i], 0) }
        }
    }

    /// The windows at some output rows, one after the other; zeros outside the image.
    private func patches(of image: ConstFloats, rows: Range<Int>, in scratch: Floats) -> ConstFloats {
        let rowLength = geometry.window.width * geometry.input[2]
        if isPointwise { return image + rows.lowerBound * geometry.output.width * windowCount }
        forEachWindowRow(rows) { patch, source, clipped in
            let target = scratch + patch
            guard let source else { return target.update(repeating: 0, count: rowLength) }
            if clipped.count < rowLength { target.update(repeating: 0, count: rowLength) }
            (target + clipped.lowerBound).update(from: image + source, count: clipped.count)
        }
        return ConstFloats(scratch)
    }

    /// Adds the windows' values to the pixels they came from.
    private func addPatches(_ patches: ConstFloats, rows: Range<Int>, to image: Floats) {
        forEachWindowRow(rows) { patch, source, clipped in
            guard let source else { return }
            let (from, to) = (patches + patch + clipped.lowerBound, image + source)
            for i in 0..<clipped.count { to[i] += from[i] }
        }
    }

    /// For each row of each window: where it starts among the patches, where its first pixel inside the image lies (nil if none),
    /// and which of its values are inside.
    @inline(__always)
    private func forEachWindowRow(_ rows: Range<Int>, _ body: (_ patch: Int, _ source: Int?, _ clipped: Range<Int>) -> Void) {
        let (height, width, channels) = (geometry.input[0], geometry.input[1], geometry.input[2])
        let rowLength = geometry.window.width * channels
        var patch = 0
        for row in rows {
            for column in 0..<geometry.output.width {
                let left = column * geometry.strides.width - geometry.before.width
                let inside = max(0, -left)..<max(max(0, -left), min(geometry.window.width, width - left))
                for windowRow in 0..<geometry.window.height {
                    let y = row * geometry.strides.height - geometry.before.height + windowRow
                    let source = y < 0 || y >= height || inside.isEmpty ? nil : (y * width + left + inside.lowerBound) * channels
                    body(patch, source, inside.lowerBound * channels..<inside.upperBound * channels)
                    patch += rowLength
                }
            }
        }
    }
}

/// Sets a gradient to 0 where the ReLU's output was 0.
func clearWhereOff(_ gradient: Floats, output: ConstFloats, count: Int) {
    for i in 0..<count { gradient[i] = output[i] > 0 ? gradient[i] : 0 }
}

/// Adds each column's sum: the gradient of a bias.
func addColumnSums(_ values: ConstFloats, rows: Int, columns: Int, to sums: Floats) {
    for row in 0..<rows {
        let from = values + row * columns
        for column in 0..<columns { sums[column] += from[column] }
    }
}
