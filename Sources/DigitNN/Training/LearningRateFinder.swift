import DigitData
import DigitTensor

/// The loss as a function of the learning rate: the range test of Smith 2017.
public struct LearningRateCurve: Equatable, Sendable {
    /// One step.
    public struct Point: Equatable, Sendable {
        /// The learning rate.
        public let rate: Double
        /// The loss before the step.
        public let loss: Double
        /// The smoothed loss: a single batch says little.
        public let smoothedLoss: Double
    }

    /// The steps, with rates that increase by a constant ratio.
    public let points: [Point]

    /// A curve of losses, which ends before the first that is not finite.
    /// - Parameter losses: a rate and the loss of one batch for each step.
    public init(_ losses: [(rate: Double, loss: Double)]) {
        var (average, weight) = (0.0, 1.0)
        var points: [Point] = []
        for (rate, loss) in losses.prefix(while: { $0.loss.isFinite }) {
            average = Self.smoothing * average + (1 - Self.smoothing) * loss
            weight *= Self.smoothing
            points.append(Point(rate: rate, loss: loss, smoothedLoss: average / (1 - weight)))
        }
        self.points = points
    }

    private static let smoothing = 0.9

    /// A suggested rate: in the longest stretch over which the loss decreases, two thirds from its left end, as fast.ai's
    /// `valley`. Nil if the loss never decreases.
    public var suggestion: Double? {
        let losses = points.map(\.smoothedLoss)
        guard losses.count > 2 else { return nil }
        // The length of the longest decreasing subsequence that ends at each point, and where it begins.
        var (lengths, starts) = ([Int](repeating: 1, count: losses.count), Array(losses.indices))
        for end in losses.indices {
            for earlier in 0..<end where losses[earlier] > losses[end] && lengths[earlier] + 1 > lengths[end] {
                (lengths[end], starts[end]) = (lengths[earlier] + 1, starts[earlier])
            }
        }
        guard let end = lengths.indices.max(by: { lengths[$0] < lengths[$1] }), lengths[end] > 2 else { return nil }
        return points[starts[end] + (end - starts[end]) * 2 / 3].rate
    }

    /// The rate at which the loss decreases fastest, over its logarithm; nil for fewer than three points.
    public var steepest: Double? {
        guard points.count > 2 else { return nil }
        let slopes = points.indices.dropLast().map { points[$0 + 1].smoothedLoss - points[$0].smoothedLoss }
        return slopes.indices.min { slopes[$0] < slopes[$1] }.map { points[$0].rate }
    }
}

extension Trainer {
    /// Trains a copy of a network for some steps while the learning rate increases from `first` to `last`, until the loss is four
    /// times its minimum.
    /// - Parameters:
    ///   - model: the network, which does not change.
    ///   - data: the samples, of which the first `steps` batches are used, repeatedly if there are fewer.
    ///   - first: the learning rate of the first step.
    ///   - last: the learning rate of the last step.
    ///   - steps: the number of steps.
    ///   - progress: called after each step.
    /// - Throws: `NetworkError` if data and network do not fit; what `progress` throws.
    public func findLearningRate(
        for model: Sequential, on data: Dataset, from first: Double = 1e-6, to last: Double = 1, steps: Int = 200,
        progress: (StepReport) throws -> Void = { _ in }
    ) throws -> LearningRateCurve {
        var trainer = self
        trainer.optimizer = optimizer.with(learningRate: 1)
        trainer.options.schedule = nil
        trainer.schedule = .exponential(start: first, end: last)
        let (steps, batchSize) = (max(1, steps), max(1, batchSize))
        let sampleCount = min(data.count, steps * batchSize)
        // A small data set is used several times.
        let stepsPerEpoch = max(1, (sampleCount + batchSize - 1) / batchSize)
        let training = try Training(
            trainer, of: model, on: data[0..<sampleCount], epochs: (steps + stepsPerEpoch - 1) / stepsPerEpoch)
        var losses: [(rate: Double, loss: Double)] = []
        do {
            try training.run {
                guard case .step(let report) = $0 else { return }
                losses.append((report.learningRate, report.stepLoss))
                try progress(report)
                // Smoothed: a single batch can be that much worse.
                let smoothed = LearningRateCurve(losses).points.map(\.smoothedLoss)
                if smoothed.count > 10, let last = smoothed.last, last > 4 * (smoothed.min() ?? 0) { throw RangeIsCovered() }
            }
        } catch is RangeIsCovered {
        } catch is TrainingError {
            // The rate has become too large, as intended.
        }
        return LearningRateCurve(losses)
    }
}

private struct RangeIsCovered: Error {}
