import DigitDecoding
import DigitTensor

/// The calibration of a field's values: from probabilities to confidences.
package struct FieldCalibration: Equatable, Sendable {
    /// A point of the curve from probabilities to error rates.
    package struct Point: Equatable, Sendable {
        /// The log-odds of the probability.
        package let logOdds: Double
        /// The fraction of wrong values there, 0...1.
        package let error: Double

        /// A point with the given values.
        package init(logOdds: Double, error: Double) { (self.logOdds, self.error) = (logOdds, error) }
    }

    /// The temperature by which log-odds are divided where many values are wrong, and the evidence for numbers of a list.
    package let temperature: Double
    /// The error rate where few values are wrong, by isotonic regression (Barlow et al. 1972), from low log-odds to high ones;
    /// between two points its logarithm is interpolated.
    package let curve: [Point]
    /// The least confidence of a sure value.
    package let sureConfidence: Double

    /// A calibration of the given values.
    package init(temperature: Double, curve: [Point] = [], sureConfidence: Double) {
        (self.temperature, self.curve, self.sureConfidence) = (temperature, curve, sureConfidence)
    }

    /// Leaves probabilities as they are.
    package static let none = FieldCalibration(temperature: 1, sureConfidence: 0.999)

    /// By how much the error rate falls with the log-odds beyond the last point: hardly, since nothing is known there.
    private static let lastSlope = 0.01

    /// The confidence of a value with the given probability.
    package func confidence(_ share: Double) -> Double {
        let usual = (try? ConfidenceCalibration(temperature: temperature))?.confidence(share) ?? share
        guard let first = curve.first, let last = curve.last else { return usual }
        let logOdds = ConfidenceCalibration.logOdds(share)
        guard logOdds >= first.logOdds else { return min(usual, 1 - first.error) }
        guard let next = curve.firstIndex(where: { $0.logOdds > logOdds }) else {
            return 1 - last.error * naturalExponential(-Self.lastSlope * (logOdds - last.logOdds))
        }
        let (low, high) = (curve[next - 1], curve[next])
        let part = (logOdds - low.logOdds) / (high.logOdds - low.logOdds)
        return 1 - naturalExponential(naturalLogarithm(low.error) * (1 - part) + naturalLogarithm(high.error) * part)
    }
}
