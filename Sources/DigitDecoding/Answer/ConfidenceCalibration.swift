import DigitTensor

/// Turns a network's probabilities into confidences: those that are right as often as they say.
///
/// The log-odds are divided by a temperature (Guo et al. 2017, for the event that the whole string is right); their order is
/// kept.
public struct ConfidenceCalibration: Equatable, Sendable {
    /// More than 1 if the network is overconfident.
    public let temperature: Double

    /// Leaves probabilities unchanged.
    public static let none = ConfidenceCalibration(1)
    /// The temperatures that a calibration may have.
    public static let temperatures = 0.1...20.0

    /// A calibration with the given temperature.
    /// - Throws: `DecodingError` if it is not one of `temperatures`.
    public init(temperature: Double) throws(DecodingError) {
        guard Self.temperatures.contains(temperature) else {
            throw DecodingError(
                "temperature: \(Self.temperatures.lowerBound) to \(Self.temperatures.upperBound) expected, got \(temperature)")
        }
        self.init(temperature)
    }

    private init(_ temperature: Double) { self.temperature = temperature }

    /// The confidence of a probability, 0...1.
    public func confidence(_ probability: Double) -> Double {
        if temperature == 1 { return min(1, max(0, probability)) }
        return 1 / (1 + naturalExponential(-Self.logOdds(probability) / temperature))
    }

    /// Fits the calibration that maximizes the likelihood of the answers: a logistic regression on the log-odds without a
    /// constant, whose only parameter is found where the derivative changes its sign.
    ///
    /// - Parameter answers: probabilities of answers to lines that the network was not trained on, and whether each was right.
    /// - Returns: `none` if there are no answers.
    public static func fitted(_ answers: [ScoredAnswer]) -> ConfidenceCalibration {
        guard !answers.isEmpty else { return .none }
        let samples = answers.map { (logOdds: logOdds($0.score), isRight: $0.isRight ? 1.0 : 0.0) }
        // The derivative of the negative log-likelihood by 1/temperature, which increases.
        func slope(_ inverse: Double) -> Double {
            samples.reduce(0) { $0 + (1 / (1 + naturalExponential(-inverse * $1.logOdds)) - $1.isRight) * $1.logOdds }
        }
        var (low, high) = (1 / temperatures.upperBound, 1 / temperatures.lowerBound)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if slope(middle) > 0 { high = middle } else { low = middle }
        }
        return ConfidenceCalibration(2 / (low + high))
    }

    /// Log-odds clamped to ±30: beyond that, rounding decides.
    package static func logOdds(_ probability: Double) -> Double {
        let inside = min(1 - 1e-13, max(1e-13, probability))
        return naturalLogarithm(inside) - naturalLogarithm(1 - inside)
    }
}

/// The score of an answer and whether it was right.
public struct ScoredAnswer: Equatable, Sendable {
    /// A probability or a confidence, 0...1.
    public var score: Double
    /// Whether the whole string was right.
    public var isRight: Bool

    /// An answer with the given values.
    public init(score: Double, isRight: Bool) { (self.score, self.isRight) = (score, isRight) }
}
