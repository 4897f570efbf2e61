import DigitTensor

/// Convolution of many channels, ReLU and pool: an image's sums for a block of filters are pooled while they are in the
/// first-level cache, so that the convolution's output is never stored as a whole.
/// The backward pass touches only the positions that won their window.
package final class WinogradConvolutionPoolStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let input: Shape
    private let output: Shape
    private let weights: LayerWeights
    private let isFirst: Bool
    private let convolution: WinogradConvolution
    /// The kernel as (3, filters, 3, channels), for the backward pass: all filters' first rows, then their second and third.
    private let kernelByRow: AlignedBuffer
    /// For each position of each window, the first input pixel of its patch.
    private let positionOffsets: [Int32]
    private let lines: SharedLines?

    private var channels: Int { input[2] }
    private var filters: Int { output[2] }
    private var windows: Int { output[0] * output[1] }
    /// The number of filters that are pooled together.
    private var filterBlock: Int { Self.filterBlock(filters) }
    private static func filterBlock(_ filters: Int) -> Int { filters % 32 == 0 ? 32 : 16 }

    /// Input (height, width, channels), output (height / 2 - 1, width / 2 - 1, filters).
    init(filters: Int, input: Shape, weights: LayerWeights, isFirst: Bool, lines: SharedLines?) {
        let output: Shape = [input[0] / 2 - 1, input[1] / 2 - 1, filters]
        (self.input, self.output, self.weights, self.isFirst) = (input, output, weights, isFirst)
        inputCount = input.count
        outputCount = output.count
        let block = Self.filterBlock(filters)
        convolution = WinogradConvolution(
            input: input, rows: 2 * output[0], columns: 2 * output[1], filters: filters, placeFilters: block, filterBlock: block,
            lines: lines)
        self.lines = lines
        label = "3x3 convolution + ReLU + 2x2 max pool, Winograd \(convolution.name)"
        kernelByRow = AlignedBuffer(count: 9 * input[2] * filters)
        positionOffsets = (0..<output[0] * output[1]).flatMap { window in
            (0..<4).map { position in
                let (row, column) = (2 * (window / output[1]) + position / 2, 2 * (window % output[1]) + position % 2)
                return Int32((row * input[1] + column) * input[2])
            }
        }
    }

    package var prefersBatches: Bool { true }
    package var savedByteCount: Int { outputCount }
    package var trainable: Range<Int> { weights.trainable }
    package var setsShardGradient: Bool { true }

    /// The working memory of the convolution and the sums of one block of filters, or the lists of winners.
    package var scratchCount: Int {
        let forward = convolution.scratchCount + convolution.imagesAtOnce * 4 * windows * filterBlock
        let backward = listsCount + (lines == nil ? 0 : shardGradientStride)
        return max(forward, backward)
    }

    package func forward(_ call: Call) {
        let kernels = Kernels.current.table.pointee
        let sums = call.scratch + convolution.scratchCount
        for first in stride(from: 0, to: call.count, by: convolution.imagesAtOnce) {
            let images = min(convolution.imagesAtOnce, call.count - first)
            convolution.run(call.input + first * inputCount, images: images, scratch: call.scratch, place: { _ in sums }) {
                block in
                for image in 0..<images {
                    let target = (first + image) * outputCount + block.lowerBound
                    kernels.bias_pool(
                        output[0], output[1], block.count, sums + image * 4 * windows * block.count,
                        weights.pointer(1) + block.lowerBound, filters, call.output + target, call.saved + target)
                }
            }
        }
    }

    package func backward(_ call: Call) {
        let kernels = Kernels.current.table.pointee
        let (byPosition, byFilter) = winnerLists(in: call.scratch)
        let (rowStride, rowLength) = (input[1] * channels, 3 * channels)
        // Another thread has read the last batch's sums.
        let areFar = lines?.areFar ?? false
        let sums = areFar ? call.scratch + listsCount : call.shardGradient
        let biasGradient = sums + weights.shardOffset(1)
        biasGradient.update(repeating: 0, count: filters)
        for sample in 0..<call.count {
            let image = call.input + sample * inputCount
            let (gradient, codes) = (call.outputGradient + sample * outputCount, call.saved + sample * outputCount)
            kernels.pool_winners(windows, filters, gradient, codes, byPosition, biasGradient)
            kernels.winners_by_channel(windows, filters, positionOffsets, gradient, codes, byFilter)
            kernels.winners_to_kernel(filters, rowLength, rowStride, byFilter, image, sums, sample > 0 ? 1 : 0)
            if !isFirst, let inputGradient = call.inputGradient.map({ $0 + sample * inputCount }) {
                inputGradient.update(repeating: 0, count: inputCount)
                kernels.winners_to_image(
                    4 * windows, filters, rowLength, rowStride, positionOffsets, byPosition, kernelByRow.base, inputGradient)
            }
        }
        if areFar { kernels.stream(shardGradientStride, sums, call.shardGradient) }
    }

    /// The winners of one image, listed by their position and by their filter.
    private func winnerLists(in scratch: Floats) -> (byPosition: ValueLists, byFilter: ValueLists) {
        let byPosition = ValueLists(4 * windows, stride: filters + 16, in: scratch)
        return (byPosition, ValueLists(filters, stride: windows + 16, in: scratch + positionListsCount))
    }
    private var positionListsCount: Int { ValueLists.floatCount(lists: 4 * windows, stride: filters + 16) }
    private var listsCount: Int {
        AlignedBuffer.aligned(positionListsCount + ValueLists.floatCount(lists: filters, stride: windows + 16))
    }

    // The shards' kernel sums are stored filter by filter, so the whole layer is completed at once.
    package var updateTaskCount: Int { 1 }
    package func updatedRange(task: Int) -> Range<Int> { trainable }

    package func finishGradient(task: Int, batch: BatchMemory) {
        let kernels = Kernels.current
        let total = kernelByRow.base  // Free until the refresh: the backward pass is over.
        kernels.table.pointee.sum(9 * channels * filters, batch.shardCount, batch.shardGradients, shardGradientStride, total)
        kernels.transpose(
            rows: filters, columns: 9 * channels, from: total, sourceRow: 9 * channels,
            to: batch.gradient, targetRow: filters)
        kernels.table.pointee.sum(
            filters, batch.shardCount, batch.shardGradients + weights.shardOffset(1), shardGradientStride,
            batch.gradient + weights.shardOffset(1))
    }

    package func refresh(task: Int) {
        convolution.refresh(weights.pointer(0))
        let rowLength = 3 * channels
        for row in 0..<3 {
            Kernels.current.transpose(
                rows: rowLength, columns: filters, from: weights.pointer(0) + row * rowLength * filters, sourceRow: filters,
                to: kernelByRow.base + row * rowLength * filters, targetRow: rowLength)
        }
    }
}
