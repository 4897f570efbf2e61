import DigitDecoding

/// The calibration of values that two networks have read in a field with a box for each digit.
///
/// It is fitted to sheets of a form that is used for nothing else, with digits that no network was trained on;
/// `Benchmarks/forms/calibrate` updates the numbers.
package struct FieldCalibration: Equatable, Sendable {
    /// The temperature by which a value's log-odds are divided.
    package let temperature: Double
    /// The least confidence of a sure value.
    package let sureConfidence: Double

    /// A calibration of the given values.
    package init(temperature: Double, sureConfidence: Double) {
        (self.temperature, self.sureConfidence) = (temperature, sureConfidence)
    }

    /// The confidence of a value with the given pooled probability.
    package func confidence(_ share: Double) -> Double {
        (try? ConfidenceCalibration(temperature: temperature))?.confidence(share) ?? share
    }

    /// The calibration of the bundled networks.
    package static let boxes = FieldCalibration(temperature: 1.8808, sureConfidence: 0.990773)
}
