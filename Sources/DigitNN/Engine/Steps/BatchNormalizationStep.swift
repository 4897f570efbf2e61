import DigitTensor

/// Normalizes each channel, by the moving statistics at inference, by the batch's own in training (Ioffe and Szegedy 2015).
package final class BatchNormalizationStep: BatchStatisticsStep {
    package let label = "batch normalization"
    private let layer: BatchNormalization
    private let count: Int
    private let channels: Int
    private let weights: LayerWeights
    /// Per channel: the batch's mean and 1 / sqrt(variance + epsilon), then the sums over the batch of the output gradient
    /// and of its product with the normalized input, and their means.
    private let statistics: AlignedBuffer
    /// Per shard: two sums for each channel.
    private var shardSums = UnsafeMutableBufferPointer<Double>(start: nil, count: 0)
    private var positionCount = 0

    init(_ layer: BatchNormalization, shape: Shape, weights: LayerWeights) {
        (self.layer, self.weights) = (layer, weights)
        count = shape.count
        channels = shape.dimensions.last!
        statistics = AlignedBuffer(count: 6 * channels)
    }

    deinit { shardSums.deallocate() }

    package var inputCount: Int { count }
    package var outputCount: Int { count }
    package var trainable: Range<Int> { weights.trainable }
    package var shardGradientCount: Int { 0 }
    package var scratchCount: Int { 2 * channels }

    private var gamma: Floats? { layer.scale ? weights.pointer(0) : nil }
    private var beta: Floats? { layer.center ? weights.pointer(layer.scale ? 1 : 0) : nil }
    private var movingMean: Floats { weights.pointer(weights.slots.count - 2) }
    private var movingVariance: Floats { weights.pointer(weights.slots.count - 1) }
    private var mean: Floats { statistics.base }
    private var inverseDeviation: Floats { statistics.base + channels }
    private var gradientSum: Floats { statistics.base + 2 * channels }
    private var gradientProductSum: Floats { statistics.base + 3 * channels }
    private var gradientMean: Floats { statistics.base + 4 * channels }
    private var gradientProductMean: Floats { statistics.base + 5 * channels }

    package func reserve(shardCount: Int) {
        shardSums.deallocate()
        shardSums = .allocate(capacity: shardCount * 2 * channels)
        shardSums.initialize(repeating: 0)
    }

    package func forward(_ call: Call) {
        let isTraining = call.trainingSeed != nil
        let (scale, offset) = (call.scratch, call.scratch + channels)
        for channel in 0..<channels {
            let center = isTraining ? mean[channel] : movingMean[channel]
            let factor = isTraining ? inverseDeviation[channel] : 1 / (movingVariance[channel] + layer.epsilon).squareRoot()
            scale[channel] = factor * (gamma?[channel] ?? 1)
            offset[channel] = (beta?[channel] ?? 0) - center * scale[channel]
        }
        Kernels.current.table.pointee.scale_rows(rows(call), channels, scale, offset, call.input, call.output)
    }

    package func backward(_ call: Call) {
        guard let inputGradient = call.inputGradient else { return }
        let factor = call.scratch
        for channel in 0..<channels { factor[channel] = inverseDeviation[channel] * (gamma?[channel] ?? 1) }
        Kernels.current.table.pointee.normalization_backward(
            rows(call), channels, mean, inverseDeviation, factor, gradientMean, gradientProductMean, call.input,
            call.outputGradient, inputGradient)
    }

    /// Positions of the call's samples.
    private func rows(_ call: Call) -> Int { call.count * count / channels }

    package func collect(_ call: Call, shard: Int) {
        Kernels.current.table.pointee.moment_sums(rows(call), channels, call.input, sums(ofShard: shard))
    }

    package func combine(shardCount: Int, sampleCount: Int) {
        positionCount = sampleCount * count / channels
        for channel in 0..<channels {
            let (sum, squares) = total(channel, shardCount)
            let average = sum / Double(positionCount)
            let variance = max(squares / Double(positionCount) - average * average, 0)
            mean[channel] = Float(average)
            inverseDeviation[channel] = Float(1 / (variance + Double(layer.epsilon)).squareRoot())
            movingMean[channel] = movingMean[channel] * layer.momentum + Float(average) * (1 - layer.momentum)
            movingVariance[channel] = movingVariance[channel] * layer.momentum + Float(variance) * (1 - layer.momentum)
        }
    }

    package func collectBackward(_ call: Call, shard: Int) {
        Kernels.current.table.pointee.normalization_sums(
            rows(call), channels, mean, inverseDeviation, call.input, call.outputGradient, sums(ofShard: shard))
    }

    package func combineBackward(shardCount: Int) {
        for channel in 0..<channels {
            let (sum, productSum) = total(channel, shardCount)
            (gradientSum[channel], gradientProductSum[channel]) = (Float(sum), Float(productSum))
            gradientMean[channel] = Float(sum / Double(positionCount))
            gradientProductMean[channel] = Float(productSum / Double(positionCount))
        }
    }

    /// The gradients of gamma and beta are sums that the backward pass needs anyway.
    package func finishGradient(task: Int, batch: BatchMemory) {
        if layer.scale { batch.gradient.update(from: gradientProductSum, count: channels) }
        if layer.center {
            (batch.gradient + weights.shardOffset(layer.scale ? 1 : 0)).update(from: gradientSum, count: channels)
        }
    }

    package var updateTaskCount: Int { trainable.isEmpty ? 0 : 1 }
    package func updatedRange(task: Int) -> Range<Int> { trainable }

    /// The shard's sums of one quantity for each channel, then of another.
    private func sums(ofShard shard: Int) -> UnsafeMutablePointer<Double> { shardSums.baseAddress! + shard * 2 * channels }

    private func total(_ channel: Int, _ shardCount: Int) -> (Double, Double) {
        (0..<shardCount).reduce((0, 0)) { totals, shard in
            let sums = sums(ofShard: shard)
            return (totals.0 + sums[channel], totals.1 + sums[channels + channel])
        }
    }
}
