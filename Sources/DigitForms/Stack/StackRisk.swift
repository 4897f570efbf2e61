import DigitDecoding
import DigitReader
import DigitTensor

/// Finds the lowest confidence from which on values of a stack are sure, so that of all sure values the expected fraction that is
/// wrong stays within a risk: the Bayesian false discovery rate (Storey 2003).
package struct StackRisk: Equatable, Sendable {
    /// The greatest expected fraction of wrong values among sure ones.
    package static let risk = 0.001
    /// No value with a lower confidence is sure, however sure the others are. Not within 0.93 ... 0.96: the calibration of boxes gives many
    /// values a confidence there, and which one depends on its sheets.
    private static let leastConfidence = 0.9
    /// From this confidence on, a value is sure in almost any stack.
    package static let clearConfidence = 0.999
    /// The log-odds of confidences are counted in steps, so that memory does not grow with the stack.
    private static let (step, highest) = (0.01, 16.0)
    private static let lowest = ConfidenceCalibration.logOdds(leastConfidence)

    /// For each step, the number of values and the sum of their error rates.
    private var counts = [Int](repeating: 0, count: Int((highest - lowest) / step) + 1)
    private var errors = [Double](repeating: 0, count: Int((highest - lowest) / step) + 1)

    package init() {}

    /// Adds a value that nothing but its confidence makes doubtful.
    package mutating func add(_ confidence: Double) {
        guard confidence >= Self.leastConfidence else { return }
        let logOdds = ConfidenceCalibration.logOdds(confidence)
        let place = min(counts.count - 1, max(0, Int((logOdds - Self.lowest) / Self.step)))
        counts[place] += 1
        errors[place] += 1 - confidence
    }

    /// The least confidence of a sure value; 1 if no value can be sure.
    package var sureConfidence: Double {
        var (count, error, least) = (0, 0.0, counts.count)
        for place in counts.indices.reversed() {
            count += counts[place]
            error += errors[place]
            if counts[place] > 0, error <= Self.risk * Double(count) { least = place }
        }
        guard least < counts.count else { return 1 }
        return 1 / (1 + naturalExponential(-(Self.lowest + Double(least) * Self.step)))
    }
}

extension FieldReading {
    /// Whether the field is sure or doubtful by its confidence alone.
    /// - Parameter hasList: whether the stack has a list of its valid numbers; it must then be one of these.
    package func dependsOnConfidence(hasList: Bool) -> Bool {
        (state == .sure || state == .doubtful) && failedRule == nil && !value.isEmpty
            && (hasList ? entry != nil : !text.contains("?"))
    }
}
