import DigitTensor

/// A dense layer, with its ReLU if fused: rows (inputs) times kernel (inputs, units) plus bias.
///
/// The weight gradient is computed after the backward pass of the whole batch, block by block of the kernel's rows,
/// each by one thread, which then updates these rows: no shard needs a copy of the largest gradient of the network.
package final class DenseStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let inputs: Int
    private let units: Int
    /// Rows in one sample: 1 unless the input has several axes.
    private let rowsPerSample: Int
    private let relu: Bool
    private let hasBias: Bool
    private let weights: LayerWeights
    /// The kernel, if several threads train it: readers must not see what is being updated.
    private let publishedKernel: AlignedBuffer?
    /// For the gradient of the input: each block of kernel rows transposed, (units, rows). Nil if it is not needed.
    private let transposedBlocks: AlignedBuffer?
    private let lines: SharedLines?

    /// The rows of a block. Transposed it is read as 48 columns, for 128 units 24 kB: it fits the first-level cache.
    private static let blockRows = 48
    /// The number of rows of the output's gradient that are listed at a time.
    private static let listedRows = 16
    private var blockCount: Int { (inputs + Self.blockRows - 1) / Self.blockRows }

    init(inputShape: Shape, units: Int, relu: Bool, weights: LayerWeights, training: Bool, isFirst: Bool, lines: SharedLines?) {
        inputs = inputShape.dimensions.last!
        (self.units, self.relu, hasBias, self.weights) = (units, relu, weights.slots.count > 1, weights)
        rowsPerSample = inputShape.count / inputs
        inputCount = inputShape.count
        outputCount = rowsPerSample * units
        self.lines = lines
        publishedKernel = lines.map { _ in AlignedBuffer(count: inputShape.dimensions.last! * units) }
        transposedBlocks = training && !isFirst ? AlignedBuffer(count: inputs * units) : nil
        label = "dense\(relu ? " + ReLU" : ""), matrix product"
    }

    package var prefersBatches: Bool { true }
    package var trainable: Range<Int> { weights.trainable }
    package var shardGradientCount: Int { 0 }
    package var updatesFromWholeBatch: Bool { true }
    package var scratchCount: Int {
        transposedBlocks == nil ? 0 : ValueLists.floatCount(lists: Self.listedRows, stride: units + 16)
    }

    package func forward(_ call: Call) {
        let rows = call.count * rowsPerSample
        Kernels.current.multiply(
            m: rows, n: units, k: inputs, a: call.input, aRow: inputs, aColumn: 1,
            b: publishedKernel?.base ?? weights.pointer(0), bRow: units,
            c: call.output, cRow: units)
        if hasBias {
            Kernels.current.table.pointee.add_bias(rows, units, weights.pointer(1), relu ? 1 : 0, call.output)
        } else if relu {
            rectify(call.output, count: rows * units)
        }
    }

    package func backward(_ call: Call) {
        let rows = call.count * rowsPerSample
        if relu { Kernels.current.table.pointee.relu_backward(rows * units, call.output, call.outputGradient) }
        guard let inputGradient = call.inputGradient, let transposedBlocks else { return }
        for first in stride(from: 0, to: rows, by: Self.listedRows) {
            propagate(
                ConstFloats(call.outputGradient) + first * units, rows: min(Self.listedRows, rows - first),
                through: transposedBlocks.base, to: inputGradient + first * inputs, scratch: call.scratch)
        }
    }

    /// The gradient of some rows of the input. A ReLU and dropout leave many zeros in the output's gradient: if they are the
    /// majority, only the other values are multiplied. Both ways give the same bits.
    private func propagate(
        _ outputGradient: ConstFloats, rows: Int, through transposedBlocks: Floats, to inputGradient: Floats, scratch: Floats
    ) {
        let kernels = Kernels.current
        let nonzeros = ValueLists(Self.listedRows, stride: units + 16, in: scratch)
        kernels.table.pointee.list_nonzeros(rows, units, outputGradient, nonzeros)
        let count = (0..<rows).reduce(0) { $0 + Int(nonzeros.counts[$1]) }
        for block in 0..<blockCount {
            let range = kernelRows(inBlock: block)
            let (kernel, target) = (transposedBlocks + block * Self.blockRows * units, inputGradient + range.lowerBound)
            if 2 * count < rows * units {
                kernels.table.pointee.sparse_gemm(rows, range.count, nonzeros, kernel, range.count, target, inputs)
            } else {
                kernels.multiply(
                    m: rows, n: range.count, k: units, a: outputGradient, aRow: units, aColumn: 1, b: kernel,
                    bRow: range.count, c: target, cRow: inputs)
            }
        }
    }

    package var updateTaskCount: Int { blockCount }

    private func kernelRows(inBlock block: Int) -> Range<Int> {
        block * Self.blockRows..<min((block + 1) * Self.blockRows, inputs)
    }

    /// A block of kernel rows; the last block includes the bias, which follows the kernel in the store.
    package func updatedRange(task: Int) -> Range<Int> {
        let rows = kernelRows(inBlock: task)
        let first = weights.slots[0].offset + rows.lowerBound * units
        return first..<(task == blockCount - 1 ? trainable.upperBound : first + rows.count * units)
    }

    package func finishGradient(task: Int, batch: BatchMemory) {
        let rows = kernelRows(inBlock: task)
        Kernels.current.multiply(
            m: rows.count, n: units, k: batch.count * rowsPerSample, a: batch.input + rows.lowerBound, aRow: 1, aColumn: inputs,
            b: batch.outputGradient, bRow: units, c: batch.gradient, cRow: units)
        if hasBias, task == blockCount - 1 {
            let bias = batch.gradient + (weights.slots[1].offset - updatedRange(task: task).lowerBound)
            bias.update(repeating: 0, count: units)
            Kernels.current.table.pointee.add_rows(batch.count * rowsPerSample, units, batch.outputGradient, bias)
        }
    }

    package func refresh(task: Int) {
        let rows = kernelRows(inBlock: task)
        let (first, count) = (rows.lowerBound * units, rows.count * units)
        let kernel = ConstFloats(weights.pointer(0)) + first
        if let publishedKernel { lines.set(publishedKernel.base + first, count: count) { $0.update(from: kernel, count: count) } }
        guard let transposedBlocks else { return }
        lines.set(transposedBlocks.base + first, count: count) {
            Kernels.current.transpose(
                rows: rows.count, columns: units, from: kernel, sourceRow: units, to: $0, targetRow: rows.count)
        }
    }
}
