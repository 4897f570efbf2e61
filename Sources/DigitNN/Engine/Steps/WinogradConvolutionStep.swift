import DigitTensor

/// A 3x3 convolution with stride 1 that no pool follows, and its ReLU if fused, by Winograd's tiles.
///
/// The gradient of the input is a convolution too: of the output's gradient, with the kernel rotated by 180 degrees and its
/// channels and filters exchanged. The gradient of the kernel of a large image is computed from the convolution's points, shard
/// by shard. For a small image it is a product of matrices, computed when the whole batch has gone backward: no shard needs a
/// copy of it, and its long sums keep the results in registers.
package final class WinogradConvolutionStep: Step {
    package let label: String
    package let inputCount: Int
    package let outputCount: Int
    private let input: Shape
    private let output: Shape
    private let relu: Bool
    private let hasBias: Bool
    private let weights: LayerWeights
    private let convolution: WinogradConvolution
    /// Zeros around the image, on each side.
    private let padding: Int
    /// Nil if the gradient of the input is not needed.
    private let gradientConvolution: WinogradConvolution?
    /// The kernel (3, 3, filters, channels) of that convolution.
    private let turnedKernel: AlignedBuffer

    private var channels: Int { input[2] }
    private var filters: Int { output[2] }
    /// Zeros around the output's gradient, on each side.
    private var gradientPadding: Int { 2 - padding }

    /// Whether the step can compute a layer and does so faster than the product of matrices.
    static func fits(_ layer: Conv2D, input: Shape) -> Bool {
        let border = layer.padding == .same ? 2 : 0
        return layer.isPlain && layer.kernelSize == 3 && layer.strides == 1 && input[2] >= 16 && layer.filters >= 16
            && WinogradConvolution.fits(height: input[0] + border - 2, width: input[1] + border - 2)
    }

    init(_ layer: Conv2D, input: Shape, relu: Bool, weights: LayerWeights, needsInputGradient: Bool) {
        let padding = layer.padding == .same ? 1 : 0
        let output: Shape = [input[0] + 2 * padding - 2, input[1] + 2 * padding - 2, layer.filters]
        (self.input, self.output, self.padding, self.relu) = (input, output, padding, relu)
        (hasBias, self.weights) = (layer.useBias, weights)
        (inputCount, outputCount) = (input.count, output.count)
        convolution = WinogradConvolution(
            input: padded(input, by: padding), rows: output[0], columns: output[1], filters: output[2], placeFilters: output[2])
        gradientConvolution =
            needsInputGradient
            ? WinogradConvolution(
                input: padded(output, by: 2 - padding), rows: input[0], columns: input[1], filters: input[2],
                placeFilters: input[2]) : nil
        turnedKernel = AlignedBuffer(count: needsInputGradient ? 9 * input[2] * output[2] : 0)
        label = "3x3 convolution\(relu ? " + ReLU" : ""), Winograd \(convolution.name)"
    }

    /// The number of positions of an image from which a shard has so many tiles that a copy of the kernel's gradient is small in
    /// comparison.
    private static let largeImage = 128
    private var isLarge: Bool { output[0] * output[1] >= Self.largeImage }

    package var prefersBatches: Bool { true }
    package var trainable: Range<Int> { weights.trainable }
    package var shardGradientCount: Int { isLarge ? trainable.count : 0 }
    package var setsShardGradient: Bool { isLarge }
    package var updatesFromWholeBatch: Bool { !isLarge }

    package var scratchCount: Int {
        func count(_ convolution: WinogradConvolution, _ image: Shape, _ padding: Int) -> Int {
            convolution.scratchCount + (padding > 0 ? convolution.imagesAtOnce * padded(image, by: padding).count : 0)
        }
        let kernelGradient =
            isLarge ? convolution.gradientScratchCount + padded(input, by: padding).count : Self.positionsAtOnce * channelBlock
        return max(
            count(convolution, input, padding), gradientConvolution.map { count($0, output, gradientPadding) } ?? 0,
            kernelGradient)
    }

    package func forward(_ call: Call) {
        convolve(convolution, call.input, input, padding: padding, to: call.output, count: call.count, scratch: call.scratch)
        let rows = call.count * outputCount / filters
        if hasBias {
            Kernels.current.table.pointee.add_bias(rows, filters, weights.pointer(1), relu ? 1 : 0, call.output)
        } else if relu {
            rectify(call.output, count: call.count * outputCount)
        }
    }

    package func backward(_ call: Call) {
        if relu { Kernels.current.table.pointee.relu_backward(call.count * outputCount, call.output, call.outputGradient) }
        if isLarge { setKernelGradient(call) }
        guard let gradientConvolution, let inputGradient = call.inputGradient else { return }
        convolve(
            gradientConvolution, ConstFloats(call.outputGradient), output, padding: gradientPadding, to: inputGradient,
            count: call.count, scratch: call.scratch)
    }

    private func setKernelGradient(_ call: Call) {
        let paddedImage = call.scratch + convolution.gradientScratchCount
        convolution.kernelGradient(
            count: call.count,
            image: { number in
                let image = call.input + number * inputCount
                guard padding > 0 else { return image }
                copy(image, input, to: paddedImage, padding: padding)
                return ConstFloats(paddedImage)
            }, gradient: ConstFloats(call.outputGradient), to: call.shardGradient, scratch: call.scratch)
        // What lies between kernel and bias is summed too.
        let kernelCount = 9 * channels * filters
        (call.shardGradient + kernelCount).update(repeating: 0, count: shardGradientStride - kernelCount)
        guard hasBias else { return }
        let bias = call.shardGradient + weights.shardOffset(1)
        Kernels.current.table.pointee.add_rows(call.count * outputCount / filters, filters, call.outputGradient, bias)
    }

    /// The convolution of some images, padded with zeros.
    private func convolve(
        _ convolution: WinogradConvolution, _ images: ConstFloats, _ shape: Shape, padding: Int, to results: Floats, count: Int,
        scratch: Floats
    ) {
        let resultCount = convolution.resultCount
        for first in stride(from: 0, to: count, by: convolution.imagesAtOnce) {
            let some = min(convolution.imagesAtOnce, count - first)
            var source = images + first * shape.count
            if padding > 0 {
                let target = scratch + convolution.scratchCount
                for image in 0..<some {
                    copy(
                        source + image * shape.count, shape, to: target + image * padded(shape, by: padding).count,
                        padding: padding)
                }
                source = ConstFloats(target)
            }
            convolution.run(source, images: some, scratch: scratch, place: { results + first * resultCount + $0.lowerBound })
        }
    }

    // MARK: The gradient of the kernel, a block of channels of one of its nine taps at a time

    private static let largestChannelBlock = 64
    /// The number of output positions whose input pixels are laid out at a time.
    private static let positionsAtOnce = 256

    private var channelBlock: Int { min(channels, Self.largestChannelBlock) }
    private var blocksPerTap: Int { (channels + Self.largestChannelBlock - 1) / Self.largestChannelBlock }

    package var updateTaskCount: Int { trainable.isEmpty ? 0 : 9 * blocksPerTap }

    private func channels(ofTask task: Int) -> Range<Int> {
        let first = task % blocksPerTap * Self.largestChannelBlock
        return first..<min(first + Self.largestChannelBlock, channels)
    }

    /// The last task includes the bias, which follows the kernel in the store.
    package func updatedRange(task: Int) -> Range<Int> {
        let block = channels(ofTask: task)
        let first = weights.slots[0].offset + (task / blocksPerTap * channels + block.lowerBound) * filters
        return first..<(task == updateTaskCount - 1 ? trainable.upperBound : first + block.count * filters)
    }

    package func finishGradient(task: Int, batch: BatchMemory) {
        isLarge ? sumShards(task: task, batch: batch) : multiply(task: task, batch: batch)
    }

    /// kernelGradient (channels, filters) of a tap = pixelsᵀ (channels, positions) · outputGradient (positions, filters).
    private func multiply(task: Int, batch: BatchMemory) {
        let (block, tap) = (channels(ofTask: task), task / blocksPerTap)
        let positions = batch.count * outputCount / filters
        for first in stride(from: 0, to: positions, by: Self.positionsAtOnce) {
            let some = first..<min(first + Self.positionsAtOnce, positions)
            layOut(block, atTap: tap, of: batch.input, positions: some, in: batch.scratch)
            Kernels.current.multiply(
                m: block.count, n: filters, k: some.count, a: ConstFloats(batch.scratch), aRow: 1, aColumn: block.count,
                b: batch.outputGradient + first * filters, bRow: filters,
                c: batch.gradient, cRow: filters, accumulating: first > 0)
        }
        if hasBias, task == updateTaskCount - 1 {
            let bias = batch.gradient + (weights.slots[1].offset - updatedRange(task: task).lowerBound)
            bias.update(repeating: 0, count: filters)
            Kernels.current.table.pointee.add_rows(positions, filters, batch.outputGradient, bias)
        }
    }

    /// The channels of the input pixels that a tap sees from some output positions: zeros outside the image.
    private func layOut(
        _ block: Range<Int>, atTap tap: Int, of images: ConstFloats, positions: Range<Int>, in target: Floats
    ) {
        let (down, right) = (tap / 3 - padding, tap % 3 - padding)
        var row = target
        for position in positions {
            let (line, x) = (position / output[1], position % output[1] + right)
            let (image, y) = (line / output[0], line % output[0] + down)
            if (0..<input[0]).contains(y), (0..<input[1]).contains(x) {
                let pixel = images + image * inputCount + (y * input[1] + x) * channels
                row.update(from: pixel + block.lowerBound, count: block.count)
            } else {
                row.update(repeating: 0, count: block.count)
            }
            row += block.count
        }
    }

    // MARK: Copies of the kernel

    package var hasWholeCopies: Bool { true }

    package func refreshWhole() {
        convolution.refresh(weights.pointer(0))
        guard let gradientConvolution else { return }
        for tap in 0..<9 {
            Kernels.current.transpose(
                rows: channels, columns: filters, from: weights.pointer(0) + tap * channels * filters, sourceRow: filters,
                to: turnedKernel.base + (8 - tap) * channels * filters, targetRow: channels)
        }
        gradientConvolution.refresh(turnedKernel.base)
    }
}

/// An image's shape with some zeros on each side.
private func padded(_ shape: Shape, by padding: Int) -> Shape {
    [shape[0] + 2 * padding, shape[1] + 2 * padding, shape[2]]
}

/// Copies an image into the middle of zeros.
private func copy(_ image: ConstFloats, _ shape: Shape, to target: Floats, padding: Int) {
    let whole = padded(shape, by: padding)
    let (rowLength, wholeRow) = (shape[1] * shape[2], whole[1] * whole[2])
    target.update(repeating: 0, count: whole.count)
    for row in 0..<shape[0] {
        (target + (row + padding) * wholeRow + padding * shape[2]).update(from: image + row * rowLength, count: rowLength)
    }
}
