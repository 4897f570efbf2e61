import DigitDecoding

/// How far confidences of values can be trusted that two networks have read, in a field with a box for each digit.
///
/// Fitted to sheets of a form that is used for nothing else, with digits that no network was trained on; `Benchmarks/forms/calibrate` makes the
/// numbers anew.
package struct FieldCalibration: Equatable, Sendable {
    /// What log-odds of a value are divided by.
    package let temperature: Double
    /// From here on, a value is sure.
    package let sureConfidence: Double

    /// A calibration of the given values.
    package init(temperature: Double, sureConfidence: Double) {
        (self.temperature, self.sureConfidence) = (temperature, sureConfidence)
    }

    /// The confidence of a value by what the networks say.
    package func confidence(_ share: Double) -> Double {
        (try? ConfidenceCalibration(temperature: temperature))?.confidence(share) ?? share
    }

    /// Of the networks that come with the package.
    package static let boxes = FieldCalibration(temperature: 1.8808, sureConfidence: 0.990773)
}
