import DigitTensor

/// The learning rate as a function of the number of steps taken, whatever the training's length: Keras's `LearningRateSchedule`s.
public enum StepSchedule: Hashable, Sendable {
    /// initial * rate ^ (step / steps); with `staircase` the exponent is a whole number.
    case exponentialDecay(initial: Double, steps: Double, rate: Double, staircase: Bool = false)
    /// `values[i]` up to and including step `boundaries[i]`, the last value after that.
    case piecewiseConstant(boundaries: [Double], values: [Double])
    /// From `initial` to `end` within `steps`, as the remaining fraction to the `power`; with `cycle` again, over twice the steps
    /// and so on.
    case polynomialDecay(initial: Double, steps: Double, end: Double = 1e-4, power: Double = 1, cycle: Bool = false)
    /// initial / (1 + rate * step / steps); with `staircase` the quotient is a whole number.
    case inverseTimeDecay(initial: Double, steps: Double, rate: Double, staircase: Bool = false)
    /// Half a cosine wave from `initial`, or after a linear rise from `warmUp.target`, to `alpha` times it (Loshchilov and Hutter 2017).
    case cosineDecay(initial: Double, steps: Double, alpha: Double = 0, warmUp: WarmUp? = nil)
    /// Half cosine waves, each `lengthFactor` times as long and `heightFactor` times as high as the one before (Loshchilov and Hutter
    /// 2017).
    case cosineRestarts(
        initial: Double, firstSteps: Double, lengthFactor: Double = 2, heightFactor: Double = 1, alpha: Double = 0)

    /// A linear rise to a learning rate.
    public struct WarmUp: Hashable, Sendable {
        /// The learning rate at the end of the rise.
        public var target: Double
        /// The number of steps that it takes.
        public var steps: Double

        /// A rise to `target` within `steps`.
        public init(target: Double, steps: Double) { (self.target, self.steps) = (target, steps) }
    }

    /// The learning rate after a number of steps.
    public func rate(atStep count: Int) -> Double {
        let step = Double(count)
        switch self {
        case .exponentialDecay(let initial, let steps, let rate, let staircase):
            return initial * power(rate, staircase ? (step / steps).rounded(.down) : step / steps)
        case .piecewiseConstant(let boundaries, let values):
            return values[boundaries.firstIndex { step <= $0 } ?? values.count - 1]
        case .polynomialDecay(let initial, let steps, let end, let exponent, let cycle):
            let length = cycle && count > 0 ? steps * (step / steps).rounded(.up) : steps
            return (initial - end) * power(1 - min(step, length) / length, exponent) + end
        case .inverseTimeDecay(let initial, let steps, let rate, let staircase):
            return initial / (1 + rate * (staircase ? (step / steps).rounded(.down) : step / steps))
        case .cosineDecay(let initial, let steps, let alpha, let warmUp):
            if let warmUp, step < warmUp.steps { return initial + (warmUp.target - initial) * step / warmUp.steps }
            let part = min(step - (warmUp?.steps ?? 0), steps) / steps
            return (warmUp?.target ?? initial) * wave(part, alpha: alpha)
        case .cosineRestarts(let initial, let firstSteps, let lengthFactor, let heightFactor, let alpha):
            let (wave, part) = Self.restart(step / firstSteps, lengthFactor)
            return initial * self.wave(part, alpha: alpha, height: power(heightFactor, wave))
        }
    }

    /// The index of the wave that a position is in, in lengths of the first, and the fraction of it that is over.
    private static func restart(_ position: Double, _ lengthFactor: Double) -> (wave: Double, part: Double) {
        if lengthFactor == 1 { return (position.rounded(.down), position - position.rounded(.down)) }
        let wave = (naturalLogarithm(1 - position * (1 - lengthFactor)) / naturalLogarithm(lengthFactor)).rounded(.down)
        let start = (1 - power(lengthFactor, wave)) / (1 - lengthFactor)
        return (wave, (position - start) / power(lengthFactor, wave))
    }

    /// From 1 down to `alpha`.
    private func wave(_ part: Double, alpha: Double, height: Double = 1) -> Double {
        (1 - alpha) * 0.5 * height * (1 + cosine(.pi * part)) + alpha
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        exponent == 0 ? 1 : base <= 0 ? 0 : naturalExponential(naturalLogarithm(base) * exponent)
    }
    private func power(_ base: Double, _ exponent: Double) -> Double { Self.power(base, exponent) }

    /// Whether every number is valid for a rate.
    package var isValid: Bool {
        func isLength(_ steps: Double) -> Bool { steps.isFinite && steps > 0 }
        switch self {
        case .exponentialDecay(let initial, let steps, let rate, _):
            return initial.isFinite && isLength(steps) && rate.isFinite && rate >= 0
        case .piecewiseConstant(let boundaries, let values):
            return values.count == boundaries.count + 1 && values.allSatisfy(\.isFinite) && boundaries == boundaries.sorted()
        case .polynomialDecay(let initial, let steps, let end, let power, _):
            return initial.isFinite && isLength(steps) && end.isFinite && power.isFinite
        case .inverseTimeDecay(let initial, let steps, let rate, _):
            return initial.isFinite && isLength(steps) && rate.isFinite && rate >= 0
        case .cosineDecay(let initial, let steps, let alpha, let warmUp):
            let isRise = warmUp.map { $0.target.isFinite && $0.steps.isFinite && $0.steps >= 0 } ?? true
            return initial.isFinite && isLength(steps) && alpha.isFinite && isRise
        case .cosineRestarts(let initial, let firstSteps, let lengthFactor, let heightFactor, let alpha):
            return initial.isFinite && isLength(firstSteps) && lengthFactor.isFinite && lengthFactor >= 1
                && heightFactor.isFinite && heightFactor >= 0 && alpha.isFinite
        }
    }
}
