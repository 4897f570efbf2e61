import DigitTensor

/// Convolution of many channels, ReLU and pool through Winograd's tiles, which are whole pool windows: bias, ReLU, maximum
/// and its position are found in registers, and the convolution's output is never stored.
/// The backward pass touches only the positions that won their window.
package final class WinogradConvolutionPoolStep: Step {
    package let label = "3x3 convolution + ReLU + 2x2 max pool, Winograd F(4x4, 3x3) and F(2x2, 3x3)"
    package let inputCount: Int
    package let outputCount: Int
    private let input: Shape
    private let output: Shape
    private let weights: LayerWeights
    private let isFirst: Bool
    private let tilings: [WinogradTiling]
    /// For each tiling, the kernel's points (points, channels, filters).
    private let kernelPoints: [AlignedBuffer]
    /// The kernel as (3, filters, 3, channels), for the backward pass: all filters' first rows, then their second and third.
    private let kernelByRow: AlignedBuffer
    /// For each position of each window, where the first input pixel of its patch lies.
    private let positionOffsets: [Int32]

    private var channels: Int { input[2] }
    private var filters: Int { output[2] }
    private var windows: Int { output[0] * output[1] }
    /// Filters whose products are computed before they are pooled: they stay in the second-level cache.
    private static let filterBlock = 32
    /// Images whose tiles share a pass over the kernel's points.
    private static let imagesAtOnce = 4

    /// Input (height, width, channels), output (height / 2 - 1, width / 2 - 1, filters).
    init(filters: Int, input: Shape, weights: LayerWeights, isFirst: Bool) {
        let output: Shape = [input[0] / 2 - 1, input[1] / 2 - 1, filters]
        (self.input, self.output, self.weights, self.isFirst) = (input, output, weights, isFirst)
        inputCount = input.count
        outputCount = output.count
        let tilings = WinogradTiling.tilings(input: input, output: output, images: Self.imagesAtOnce)
        self.tilings = tilings
        kernelPoints = tilings.map { AlignedBuffer(count: $0.pointCount * input[2] * filters) }
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

    /// Points of the input and products of one block of filters, or the lists of winners.
    package var scratchCount: Int {
        let forward = tilings.map { $0.pointCount * $0.tileCount * Self.imagesAtOnce * (channels + Self.filterBlock) }.max() ?? 0
        let backward = 4 * windows * (2 * (filters + 16) + 1) + filters * (2 * windows + 1)
        return max(forward, backward) + 32
    }

    package func forward(_ call: Call) {
        for first in stride(from: 0, to: call.count, by: Self.imagesAtOnce) {
            let images = min(Self.imagesAtOnce, call.count - first)
            for (tiling, kernelPoints) in zip(tilings, kernelPoints) {
                forward(
                    tiling, kernelPoints: kernelPoints.base, images: images, input: call.input + first * inputCount,
                    output: call.output + first * outputCount, codes: call.saved + first * outputCount, scratch: call.scratch)
            }
        }
    }

    /// The tiles of one size of a few images.
    private func forward(
        _ tiling: WinogradTiling, kernelPoints: Floats, images: Int, input image: ConstFloats, output pooled: Floats,
        codes: UnsafeMutablePointer<UInt8>, scratch: Floats
    ) {
        let tiles = tiling.tileCount * images
        let inputPoints = scratch
        let products = scratch + AlignedBuffer.aligned(tiling.pointCount * tiles * channels)
        tiling.transforms.input(tiles, channels, input[1] * channels, tiling.patches, image, inputPoints)
        for filter in stride(from: 0, to: filters, by: Self.filterBlock) {
            let block = min(Self.filterBlock, filters - filter)
            for point in 0..<tiling.pointCount {
                Kernels.current.multiply(
                    m: tiles, n: block, k: channels, a: inputPoints + point * tiles * channels, aRow: channels, aColumn: 1,
                    b: kernelPoints + point * channels * filters + filter, bRow: filters, c: products + point * tiles * block,
                    cRow: block)
            }
            tiling.transforms.pool(
                tiles, block, filters, output[1] * filters, products, weights.pointer(1) + filter, tiling.outputs,
                pooled + filter,
                codes + filter)
        }
    }

    package func backward(_ call: Call) {
        let kernels = Kernels.current.table.pointee
        let (byPosition, byFilter) = winnerLists(in: call.scratch)
        let (rowStride, rowLength) = (input[1] * channels, 3 * channels)
        let biasGradient = call.shardGradient + weights.shardOffset(1)
        for sample in 0..<call.count {
            let image = call.input + sample * inputCount
            kernels.pool_winners(
                windows, filters, call.outputGradient + sample * outputCount, call.saved + sample * outputCount, byPosition)
            kernels.winners_by_channel(4 * windows, filters, positionOffsets, byPosition, byFilter)
            for filter in 0..<filters {
                let count = Int(byFilter.counts[filter])
                let gradients = byFilter.gradients + filter * byFilter.stride
                kernels.winners_to_kernel(
                    rowLength, rowStride, count, gradients, byFilter.places + filter * byFilter.stride, image,
                    call.shardGradient + filter * 3 * rowLength)
                var sum: Float = 0
                for winner in 0..<count { sum += gradients[winner] }
                biasGradient[filter] += sum
            }
            if !isFirst, let inputGradient = call.inputGradient.map({ $0 + sample * inputCount }) {
                inputGradient.update(repeating: 0, count: inputCount)
                kernels.winners_to_image(
                    4 * windows, filters, rowLength, rowStride, positionOffsets, byPosition, kernelByRow.base, inputGradient)
            }
        }
    }

    /// The winners of one image, listed by their position and by their filter.
    private func winnerLists(in scratch: Floats) -> (byPosition: PoolWinners, byFilter: PoolWinners) {
        func lists(_ count: Int, stride: Int, at base: Floats) -> PoolWinners {
            func integers(_ offset: Int) -> UnsafeMutablePointer<Int32> {
                UnsafeMutableRawPointer(base + offset).assumingMemoryBound(to: Int32.self)
            }
            return PoolWinners(
                gradients: base, places: integers(count * stride), counts: integers(2 * count * stride), stride: stride)
        }
        let positions = 4 * windows
        return (
            lists(positions, stride: filters + 16, at: scratch),
            lists(filters, stride: windows, at: scratch + positions * (2 * (filters + 16) + 1))
        )
    }

    // The shards' kernel sums lie filter by filter, so the whole layer is completed at once.
    package var updateTaskCount: Int { 1 }
    package func updatedRange(task: Int) -> Range<Int> { trainable }

    package func finishGradient(task: Int, batch: BatchMemory) {
        let kernels = Kernels.current
        let total = kernelByRow.base  // Free until the refresh: the backward pass is over.
        kernels.table.pointee.sum(9 * channels * filters, batch.shardCount, batch.shardGradients, shardGradientStride, total)
        kernels.transpose(
            rows: filters, columns: 9 * channels, from: total, sourceRow: 9 * channels,
            to: batch.gradient + trainable.lowerBound, targetRow: filters)
        kernels.table.pointee.sum(
            filters, batch.shardCount, batch.shardGradients + weights.shardOffset(1), shardGradientStride,
            batch.gradient + weights.slots[1].offset)
    }

    package func refresh(task: Int) {
        for (tiling, points) in zip(tilings, kernelPoints) {
            tiling.transforms.kernel(channels * filters, weights.pointer(0), points.base)
        }
        let rowLength = 3 * channels
        for row in 0..<3 {
            Kernels.current.transpose(
                rows: rowLength, columns: filters, from: weights.pointer(0) + row * rowLength * filters, sourceRow: filters,
                to: kernelByRow.base + row * rowLength * filters, targetRow: rowLength)
        }
    }
}
