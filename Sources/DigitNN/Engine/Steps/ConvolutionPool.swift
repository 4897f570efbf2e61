import DigitTensor

/// What the fused steps of a 3x3 convolution, ReLU and 2x2 pool have in common.
enum ConvolutionPool {
    /// Whether the layers can be one step. The kernels work on whole vectors of filters.
    static func fits(_ layer: Conv2D, _ pool: MaxPooling2D, input: Shape) -> Bool {
        let border = layer.padding == .same ? 2 : 0
        return layer.kernelSize == 3 && layer.strides == 1 && layer.useBias && layer.filters % 16 == 0
            && pool.poolSize == 2 && pool.strides == 2 && pool.padding == .valid
            && input[0] + border >= 4 && input[1] + border >= 4
    }
}

/// Convolution of a one-channel image, ReLU and pool: the four sums of a window never leave the registers.
package final class OneChannelConvolutionPoolStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let height: Int
    private let width: Int
    private let filters: Int
    private let weights: LayerWeights

    /// Input (height, width, 1), output (height / 2 - 1, width / 2 - 1, filters).
    init(filters: Int, input: Shape, weights: LayerWeights) {
        (height, width, self.filters, self.weights) = (input[0], input[1], filters, weights)
        inputCount = input.count
        outputCount = (height / 2 - 1) * (width / 2 - 1) * filters
        label = "3x3 convolution of one channel + ReLU + 2x2 max pool, in registers"
    }

    /// A code per output: which position of the window won.
    package var savedByteCount: Int { outputCount }
    package var trainable: Range<Int> { weights.trainable }

    package func forward(_ call: Call) {
        for sample in 0..<call.count {
            Kernels.current.table.pointee.conv3x3_one_channel_pool(
                height, width, filters, call.input + sample * inputCount, weights.pointer(0), weights.pointer(1),
                call.output + sample * outputCount, call.saved + sample * outputCount)
        }
    }

    /// The gradient of the image itself is computed only where something before the convolution is trained, which the fast
    /// path does not serve: a convolution of one channel comes first.
    package func backward(_ call: Call) {
        for sample in 0..<call.count {
            Kernels.current.table.pointee.conv3x3_one_channel_pool_backward(
                height, width, filters, call.input + sample * inputCount, call.outputGradient + sample * outputCount,
                call.saved + sample * outputCount, call.shardGradient + weights.shardOffset(0),
                call.shardGradient + weights.shardOffset(1))
        }
    }
}

/// Convolution of many channels, ReLU and pool through Winograd's F(2x2, 3x3), whose output tile is one pool window.
/// The backward pass touches only the positions that won their window.
package final class WinogradConvolutionPoolStep: Step {
    package let label = "3x3 convolution + ReLU + 2x2 max pool, Winograd F(2x2, 3x3)"
    package let inputCount: Int
    package let outputCount: Int
    private let width: Int
    private let channels: Int
    private let filters: Int
    private let rows: Int
    private let columns: Int
    private let weights: LayerWeights
    private let isFirst: Bool
    /// The kernel's Winograd points (16, channels, filters).
    private let points: AlignedBuffer
    /// The kernel as (filters, 3, 3, channels), for the backward pass.
    private let kernelByFilter: AlignedBuffer
    /// Where each window's first input pixel lies.
    private let windowOffsets: [Int32]

    private var tiles: Int { rows * columns }
    private var kernelCount: Int { 9 * channels * filters }
    /// Filters whose products are computed before they are pooled: their tiles stay in the second-level cache.
    private static let filterBlock = 32

    /// Input (height, width, channels), output (height / 2 - 1, width / 2 - 1, filters).
    init(filters: Int, input: Shape, weights: LayerWeights, isFirst: Bool) {
        (width, channels, self.filters, self.weights, self.isFirst) = (input[1], input[2], filters, weights, isFirst)
        let (rows, columns, width, channels) = (input[0] / 2 - 1, input[1] / 2 - 1, input[1], input[2])
        (self.rows, self.columns) = (rows, columns)
        inputCount = input.count
        outputCount = rows * columns * filters
        points = AlignedBuffer(count: 16 * channels * filters)
        kernelByFilter = AlignedBuffer(count: 9 * channels * filters)
        windowOffsets = (0..<rows * columns).map { Int32((2 * ($0 / columns) * width + 2 * ($0 % columns)) * channels) }
    }

    package var savedByteCount: Int { outputCount }
    package var trainable: Range<Int> { weights.trainable }

    /// Points of the input and products of one block of filters, or the lists of winners.
    package var scratchCount: Int {
        let forward = 16 * tiles * (channels + Self.filterBlock)
        let backward = filters * (2 * tiles + 2) + AlignedBuffer.aligned(filters)
        return max(forward, backward) + 32
    }

    package func forward(_ call: Call) {
        let kernels = Kernels.current
        let inputPoints = call.scratch
        let products = call.scratch + AlignedBuffer.aligned(16 * tiles * channels)
        for sample in 0..<call.count {
            kernels.table.pointee.winograd_input(width, channels, rows, columns, call.input + sample * inputCount, inputPoints)
            for filter in stride(from: 0, to: filters, by: Self.filterBlock) {
                let block = min(Self.filterBlock, filters - filter)
                for point in 0..<16 {
                    kernels.multiply(
                        m: tiles, n: block, k: channels, a: inputPoints + point * tiles * channels, aRow: channels, aColumn: 1,
                        b: points.base + point * channels * filters + filter, bRow: filters,
                        c: products + point * tiles * block, cRow: block)
                }
                kernels.table.pointee.winograd_pool(
                    tiles, block, filters, products, weights.pointer(1) + filter, call.output + sample * outputCount + filter,
                    call.saved + sample * outputCount + filter)
            }
        }
    }

    package func backward(_ call: Call) {
        let kernels = Kernels.current
        // A list may be written one past its end before the entry is dropped.
        let listStride = tiles + 1
        let winners = PoolWinners(
            gradients: call.scratch,
            offsets: UnsafeMutableRawPointer(call.scratch + filters * listStride).assumingMemoryBound(to: Int32.self),
            counts: UnsafeMutableRawPointer(call.scratch + 2 * filters * listStride).assumingMemoryBound(to: Int32.self),
            stride: listStride)
        let (rowStride, rowLength) = (width * channels, 3 * channels)
        let biasGradient = call.shardGradient + weights.shardOffset(1)
        for sample in 0..<call.count {
            let image = call.input + sample * inputCount
            let gradient = call.outputGradient + sample * outputCount
            windowOffsets.withUnsafeBufferPointer { offsets in
                kernels.table.pointee.pool_winners(
                    tiles, filters, channels, rowStride, offsets.baseAddress!, gradient, call.saved + sample * outputCount, winners)
            }
            let inputGradient = isFirst ? nil : call.inputGradient.map { $0 + sample * inputCount }
            inputGradient?.update(repeating: 0, count: inputCount)
            for filter in 0..<filters {
                let count = Int(winners.counts[filter])
                let (gradients, offsets) = (winners.gradients + filter * listStride, winners.offsets + filter * listStride)
                kernels.table.pointee.winners_to_kernel(
                    rowLength, rowStride, count, gradients, offsets, image, call.shardGradient + filter * 3 * rowLength)
                if let inputGradient {
                    kernels.table.pointee.winners_to_image(
                        rowLength, rowStride, count, gradients, offsets, kernelByFilter.base + filter * 3 * rowLength, inputGradient)
                }
                var sum: Float = 0
                for winner in 0..<count { sum += gradients[winner] }
                biasGradient[filter] += sum
            }
        }
    }

    // The shards' kernel sums lie filter by filter, so the whole layer is completed at once.
    package var updateTaskCount: Int { 1 }
    package func updatedRange(task: Int) -> Range<Int> { trainable }

    package func finishGradient(task: Int, batch: BatchMemory) {
        let kernels = Kernels.current
        let total = kernelByFilter.base  // Free until the refresh: the backward pass is over.
        kernels.table.pointee.sum(kernelCount, batch.shardCount, batch.shardGradients, shardGradientStride, total)
        kernels.transpose(
            rows: filters, columns: 9 * channels, from: total, sourceRow: 9 * channels,
            to: batch.gradient + trainable.lowerBound, targetRow: filters)
        kernels.table.pointee.sum(
            filters, batch.shardCount, batch.shardGradients + weights.shardOffset(1), shardGradientStride,
            batch.gradient + weights.slots[1].offset)
    }

    package func refresh(task: Int) {
        let kernels = Kernels.current
        kernels.table.pointee.winograd_kernel(channels * filters, weights.pointer(0), points.base)
        kernels.transpose(
            rows: 9 * channels, columns: filters, from: weights.pointer(0), sourceRow: filters, to: kernelByFilter.base,
            targetRow: 9 * channels)
    }
}
