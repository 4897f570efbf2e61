/// Fitted to sheets of a form that is used for nothing else, with digits that no network was trained on; `Benchmarks/forms/calibrate`
/// updates the numbers.
extension FieldCalibration {
    /// For probabilities that are pooled from both networks', in fields with a box for each digit.
    package static let boxes = FieldCalibration(
        temperature: 2.1442,
        curve: [
            .init(logOdds: 0.7044, error: 0.4946809),
            .init(logOdds: 0.9947, error: 0.4636364),
            .init(logOdds: 1.1120, error: 0.3888889),
            .init(logOdds: 1.1758, error: 0.3461538),
            .init(logOdds: 1.5380, error: 0.3155738),
            .init(logOdds: 2.4069, error: 0.2647059),
            .init(logOdds: 2.6170, error: 0.2102273),
            .init(logOdds: 3.0511, error: 0.2023810),
            .init(logOdds: 3.3593, error: 0.1956522),
            .init(logOdds: 3.7207, error: 0.1035503),
            .init(logOdds: 4.7407, error: 0.0640097),
            .init(logOdds: 6.9917, error: 0.0573056),
            .init(logOdds: 9.0117, error: 0.0392562),
            .init(logOdds: 9.3126, error: 0.0314286),
            .init(logOdds: 9.6530, error: 0.0138462),
            .init(logOdds: 10.0998, error: 0.0127021),
            .init(logOdds: 10.5662, error: 0.0068898),
            .init(logOdds: 11.3501, error: 0.0011521),
            .init(logOdds: 12.5295, error: 0.0007780),
            .init(logOdds: 18.3029, error: 0.0000291),
        ],
        sureConfidence: 0.965107)

    /// For confidences of the line network, by the calibration in its file, in fields that only it reads.
    package static let lines = FieldCalibration(
        temperature: 0.9737,
        curve: [
            .init(logOdds: -0.2067, error: 0.4250000),
            .init(logOdds: 0.0111, error: 0.3839286),
            .init(logOdds: 0.3400, error: 0.3217822),
            .init(logOdds: 0.5556, error: 0.3125000),
            .init(logOdds: 0.6879, error: 0.2636364),
            .init(logOdds: 1.1398, error: 0.1785714),
            .init(logOdds: 1.5732, error: 0.1533333),
            .init(logOdds: 1.9172, error: 0.1101695),
            .init(logOdds: 2.6750, error: 0.0485537),
            .init(logOdds: 3.4729, error: 0.0426997),
            .init(logOdds: 4.0363, error: 0.0351942),
            .init(logOdds: 4.3660, error: 0.0208333),
            .init(logOdds: 4.5528, error: 0.0130112),
            .init(logOdds: 4.8841, error: 0.0076586),
            .init(logOdds: 5.1702, error: 0.0075758),
            .init(logOdds: 5.3634, error: 0.0054745),
            .init(logOdds: 5.6874, error: 0.0028958),
            .init(logOdds: 6.1722, error: 0.0023772),
            .init(logOdds: 10.2470, error: 0.0000505),
        ],
        sureConfidence: 0.979561)
}
