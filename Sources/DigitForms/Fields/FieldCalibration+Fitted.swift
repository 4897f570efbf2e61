/// Fitted to sheets of a form that is used for nothing else, with digits that no network was trained on; `Benchmarks/forms/calibrate`
/// updates the numbers.
extension FieldCalibration {
    /// For probabilities that are pooled from both networks', in fields with a box for each digit.
    package static let boxes = FieldCalibration(
        temperature: 2.0294,
        curve: [
            .init(logOdds: 1.0350, error: 0.3901099),
            .init(logOdds: 2.0242, error: 0.3245614),
            .init(logOdds: 2.6144, error: 0.2200000),
            .init(logOdds: 2.8361, error: 0.1875000),
            .init(logOdds: 2.9358, error: 0.1500000),
            .init(logOdds: 3.0695, error: 0.1363636),
            .init(logOdds: 3.5594, error: 0.0723684),
            .init(logOdds: 5.9264, error: 0.0460123),
            .init(logOdds: 8.6351, error: 0.0366242),
            .init(logOdds: 10.1591, error: 0.0074850),
            .init(logOdds: 11.3278, error: 0.0054152),
            .init(logOdds: 12.1778, error: 0.0040872),
            .init(logOdds: 17.1641, error: 0.0000797),
        ],
        sureConfidence: 0.984100)

    /// For confidences of the line network, by the calibration in its file, in fields that only it reads.
    package static let lines = FieldCalibration(
        temperature: 0.9209,
        curve: [
            .init(logOdds: 0.2435, error: 0.4056604),
            .init(logOdds: 0.6991, error: 0.2045455),
            .init(logOdds: 1.0761, error: 0.1949153),
            .init(logOdds: 1.3940, error: 0.1388889),
            .init(logOdds: 1.6673, error: 0.1000000),
            .init(logOdds: 2.9415, error: 0.0371025),
            .init(logOdds: 4.0239, error: 0.0323741),
            .init(logOdds: 4.6738, error: 0.0093284),
            .init(logOdds: 5.4711, error: 0.0038860),
            .init(logOdds: 9.9766, error: 0.0001446),
        ],
        sureConfidence: 0.981261)
}
