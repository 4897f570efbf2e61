import DigitTensor

/// Normalizes each channel, by the moving statistics at inference, by the batch's own in training (Ioffe and Szegedy 2015).
package final class BatchNormalizationStep: BatchStatisticsStep {
    package let label = "batch normalization"
    private let layer: BatchNormalization
    private let count: Int
    private let channels: Int
    private let weights: LayerWeights
    /// Per channel: the batch's mean and 1 / sqrt(variance + epsilon), then the means over the batch of the output gradient
    /// and of its product with the normalized input.
    private let statistics: AlignedBuffer
    /// Per shard and channel: two sums.
    private var shardSums = UnsafeMutableBufferPointer<Double>(start: nil, count: 0)
    private var positionCount = 0

    init(_ layer: BatchNormalization, shape: Shape, weights: LayerWeights) {
        (self.layer, self.weights) = (layer, weights)
        count = shape.count
        channels = shape.dimensions.last!
        statistics = AlignedBuffer(count: 4 * channels)
    }

    deinit { shardSums.deallocate() }

    package var inputCount: Int { count }
    package var outputCount: Int { count }
    package var trainable: Range<Int> { weights.trainable }

    private var gamma: Floats? { layer.scale ? weights.pointer(0) : nil }
    private var beta: Floats? { layer.center ? weights.pointer(layer.scale ? 1 : 0) : nil }
    private var movingMean: Floats { weights.pointer(weights.slots.count - 2) }
    private var movingVariance: Floats { weights.pointer(weights.slots.count - 1) }
    private var mean: Floats { statistics.base }
    private var inverseDeviation: Floats { statistics.base + channels }
    private var gradientMean: Floats { statistics.base + 2 * channels }
    private var gradientProductMean: Floats { statistics.base + 3 * channels }

    package func reserve(shardCount: Int) {
        shardSums.deallocate()
        shardSums = .allocate(capacity: shardCount * 2 * channels)
        shardSums.initialize(repeating: 0)
    }

    package func forward(_ call: Call) {
        let isTraining = call.trainingSeed != nil
        for channel in 0..<channels {
            let center = isTraining ? mean[channel] : movingMean[channel]
            let factor = isTraining ? inverseDeviation[channel] : 1 / (movingVariance[channel] + layer.epsilon).squareRoot()
            let scale = factor * (gamma?[channel] ?? 1)
            let offset = (beta?[channel] ?? 0) - center * scale
            for i in stride(from: channel, to: call.count * count, by: channels) {
                call.output[i] = call.input[i] * scale + offset
            }
        }
    }

    package func backward(_ call: Call) {
        for channel in 0..<channels {
            let scale = inverseDeviation[channel]
            let factor = scale * (gamma?[channel] ?? 1)
            var (sum, productSum): (Float, Float) = (0, 0)
            for i in stride(from: channel, to: call.count * count, by: channels) {
                let gradient = call.outputGradient[i]
                let normalized = (call.input[i] - mean[channel]) * scale
                sum += gradient
                productSum += gradient * normalized
                call.inputGradient?[i] = factor * (gradient - gradientMean[channel] - normalized * gradientProductMean[channel])
            }
            if layer.scale { call.shardGradient[channel] += productSum }
            if layer.center { call.shardGradient[weights.shardOffset(layer.scale ? 1 : 0) + channel] += sum }
        }
    }

    package func collect(_ call: Call, shard: Int) {
        for channel in 0..<channels {
            var (sum, squares): (Double, Double) = (0, 0)
            for i in stride(from: channel, to: call.count * count, by: channels) {
                let value = Double(call.input[i])
                sum += value
                squares += value * value
            }
            shardSums[(shard * channels + channel) * 2] = sum
            shardSums[(shard * channels + channel) * 2 + 1] = squares
        }
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
        for channel in 0..<channels {
            var (sum, productSum): (Double, Double) = (0, 0)
            for i in stride(from: channel, to: call.count * count, by: channels) {
                let normalized = (call.input[i] - mean[channel]) * inverseDeviation[channel]
                sum += Double(call.outputGradient[i])
                productSum += Double(call.outputGradient[i] * normalized)
            }
            shardSums[(shard * channels + channel) * 2] = sum
            shardSums[(shard * channels + channel) * 2 + 1] = productSum
        }
    }

    package func combineBackward(shardCount: Int) {
        for channel in 0..<channels {
            let (sum, productSum) = total(channel, shardCount)
            gradientMean[channel] = Float(sum / Double(positionCount))
            gradientProductMean[channel] = Float(productSum / Double(positionCount))
        }
    }

    private func total(_ channel: Int, _ shardCount: Int) -> (Double, Double) {
        (0..<shardCount).reduce((0, 0)) { sums, shard in
            let at = (shard * channels + channel) * 2
            return (sums.0 + shardSums[at], sums.1 + shardSums[at + 1])
        }
    }
}
