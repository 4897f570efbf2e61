import DigitTensor

/// How the learning rate changes over a training, as a factor for the optimizer's own.
///
/// A schedule has no state: its factor follows from the position and the epochs so far, so a training that was interrupted
/// continues exactly where it was.
public enum LearningRateSchedule: Hashable, Sendable {
    /// The optimizer's own learning rate throughout.
    case constant
    /// One cycle (Smith and Topin 2019): linear from `start` times the peak up to the peak during the first fraction `warmUp` of
    /// the training, then linear down to `end` times the peak. The peak is the optimizer's learning rate.
    case oneCycle(warmUp: Double = 0.2, start: Double = 0.1, end: Double = 0)
    /// Linear from 0 up to the peak during the first fraction `warmUp`, then half a cosine wave down to `end` times the peak
    /// (Loshchilov and Hutter 2017, without restarts).
    case cosine(warmUp: Double = 0, end: Double = 0)
    /// Multiplied by `factor` after every `every` epochs.
    case step(every: Int, factor: Double = 0.1)
    /// Multiplied by `factor` when for `patience` epochs the loss has not decreased by more than `minimumDelta` below its best:
    /// the validation loss if there is one, else the training loss. As Keras's ReduceLROnPlateau with these settings.
    case plateau(factor: Double = 0.1, patience: Int = 10, minimumDelta: Double = 1e-4)
    /// A constant ratio from step to step, from `start` to `end` times the optimizer's learning rate: for a learning rate range
    /// test.
    case exponential(start: Double, end: Double)

    /// The factor for the optimizer's learning rate at a step.
    /// - Parameters:
    ///   - step: the number of steps taken, 0 ..< total.
    ///   - total: the number of steps of the whole training.
    ///   - history: the epochs done so far.
    public func factor(atStep step: Int, of total: Int, history: [EpochReport] = []) -> Double {
        let (position, end) = (Double(step), Double(total))
        switch self {
        case .constant: return 1
        case .oneCycle(let warmUp, let start, let last):
            let turn = warmUp * end
            if position < turn { return start + (1 - start) * position / turn }
            return 1 + (last - 1) * (position - turn) / max(end - turn, 1)
        case .cosine(let warmUp, let last):
            let turn = warmUp * end
            // The first step counts as one, so that it is not wasted on a learning rate of 0.
            if position < turn { return min(1, (position + 1) / turn) }
            let part = min(1, (position - turn) / max(end - turn, 1))
            return last + (1 - last) * (1 + DigitTensor.cosine(.pi * part)) / 2
        case .step(let every, let factor): return (0..<history.count / max(every, 1)).reduce(1) { product, _ in product * factor }
        case .plateau(let factor, let patience, let minimumDelta):
            return plateauFactor(history, factor, patience, minimumDelta)
        case .exponential(let first, let last):
            return first * naturalExponential(naturalLogarithm(last / first) * position / max(end - 1, 1))
        }
    }

    private func plateauFactor(_ history: [EpochReport], _ factor: Double, _ patience: Int, _ minimumDelta: Double) -> Double {
        var (best, waited, result) = (Double.infinity, 0, 1.0)
        for report in history {
            let loss = Monitor.validationLoss.value(in: report)
            if loss < best - minimumDelta {
                (best, waited) = (loss, 0)
            } else {
                waited += 1
                if waited >= patience { (result, waited) = (result * factor, 0) }
            }
        }
        return result
    }
}
