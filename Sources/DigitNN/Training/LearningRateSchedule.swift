/// How the step size changes over a training.
public enum LearningRateSchedule: Hashable, Sendable {
    /// The optimizer's own step size throughout.
    case constant
    /// One cycle (Smith and Topin 2019): linear from `start` times the peak up to the peak during the first part `warmUp` of
    /// the training, then linear down to `end` times the peak. The peak is the optimizer's step size.
    case oneCycle(warmUp: Double = 0.2, start: Double = 0.1, end: Double = 0)

    /// The factor on the optimizer's step size at a step.
    /// - Parameters:
    ///   - step: the number of steps taken, 0 ..< total.
    ///   - total: the number of steps of the whole training.
    public func factor(atStep step: Int, of total: Int) -> Double {
        switch self {
        case .constant: return 1
        case .oneCycle(let warmUp, let start, let end):
            let turn = warmUp * Double(total)
            let position = Double(step)
            if position < turn { return start + (1 - start) * position / turn }
            return 1 + (end - 1) * (position - turn) / max(Double(total) - turn, 1)
        }
    }
}
