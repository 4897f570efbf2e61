import DigitDecoding
import DigitTensor

/// The calibration of values that two networks have read in a field with a box for each digit.
///
/// It is fitted to sheets of a form that is used for nothing else, with digits that no network was trained on;
/// `Benchmarks/forms/calibrate` updates the numbers.
package struct FieldCalibration: Equatable, Sendable {
    /// A point of the curve from pooled probabilities to error rates.
    package struct Point: Equatable, Sendable {
        /// The log-odds of the pooled probability.
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

    /// By how much the error rate falls with the log-odds beyond the last point: hardly, since nothing is known there.
    private static let lastSlope = 0.01

    /// The confidence of a value with the given pooled probability.
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

    /// The calibration of the bundled networks.
    package static let boxes = FieldCalibration(
        temperature: 2.0053,
        curve: [
            .init(logOdds: 0.5318, error: 0.4090909),
            .init(logOdds: 1.0982, error: 0.3888889),
            .init(logOdds: 2.0246, error: 0.3303571),
            .init(logOdds: 2.6169, error: 0.2115385),
            .init(logOdds: 2.8313, error: 0.1875000),
            .init(logOdds: 2.9371, error: 0.1500000),
            .init(logOdds: 3.0697, error: 0.1363636),
            .init(logOdds: 3.5594, error: 0.0723684),
            .init(logOdds: 5.9255, error: 0.0458248),
            .init(logOdds: 8.6420, error: 0.0378788),
            .init(logOdds: 10.1619, error: 0.0064103),
            .init(logOdds: 11.3269, error: 0.0032120),
            .init(logOdds: 16.5838, error: 0.0000785),
        ],
        sureConfidence: 0.984779)
}
