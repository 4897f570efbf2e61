import DigitTensor

/// How many answers are wrong among those above some confidences: what a threshold for a share of errors is chosen from.
public struct RiskTable: Equatable, Sendable {
    /// Answers from a confidence on.
    public struct Level: Equatable, Sendable {
        /// The least confidence of them.
        public var confidence: Double
        /// How many there are.
        public var answers: Int
        /// How many of them are wrong.
        public var errors: Int

        /// A level of the given values.
        public init(confidence: Double, answers: Int, errors: Int) {
            (self.confidence, self.answers, self.errors) = (confidence, answers, errors)
        }
    }

    /// From the level with the fewest answers to the one with all.
    public let levels: [Level]
    /// How many answers it was made of.
    public var count: Int { levels.last?.answers ?? 0 }

    /// How many levels are made: the fewer, the less it costs to look at all of them.
    public static let levelCount = 50

    /// The most levels and answers of a table from a file: what a threshold costs grows with their product.
    private static let (mostLevels, mostAnswers) = (100, 1 << 18)

    /// A table of the given levels, as a model has them.
    /// - Throws: `DecodingError` if they are no levels: more answers and errors, and less confidence, from one to the next; or too many.
    public init(levels: [Level]) throws(DecodingError) {
        guard levels.count <= Self.mostLevels, (levels.last?.answers ?? 0) <= Self.mostAnswers else {
            throw DecodingError(
                "risk table: at most \(Self.mostLevels) levels of \(Self.mostAnswers) answers expected, got \(levels.count) of \(levels.last?.answers ?? 0)"
            )
        }
        guard levels.allSatisfy({ (0...1).contains($0.confidence) }) else {
            throw DecodingError("risk table: confidences from 0 to 1 expected")
        }
        for (place, level) in levels.enumerated() {
            let before = place == 0 ? Level(confidence: .infinity, answers: 0, errors: 0) : levels[place - 1]
            guard level.confidence < before.confidence, level.answers > before.answers, level.errors >= before.errors,
                level.errors - before.errors <= level.answers - before.answers
            else { throw DecodingError("risk table: level \(place + 1): fewer answers than in the next one expected") }
        }
        self.levels = levels
    }

    /// A table of answers to lines that the network was not trained on, by their confidences.
    public init(_ answers: [ScoredAnswer]) {
        let sorted = answers.sorted { $0.score > $1.score }
        var levels: [Level] = []
        var errors = 0
        var next = 1
        for (place, answer) in sorted.enumerated() {
            if !answer.isRight { errors += 1 }
            // Answers of one confidence are accepted together.
            if place + 1 < sorted.count, sorted[place + 1].score == answer.score { continue }
            guard (place + 1) * Self.levelCount >= next * sorted.count else { continue }
            levels.append(Level(confidence: answer.score, answers: place + 1, errors: errors))
            next = (place + 1) * Self.levelCount / sorted.count + 1
        }
        self.levels = levels
    }

    /// The lowest confidence from which on at most a share of answers is wrong.
    ///
    /// Learn then test (Angelopoulos et al. 2021), with Bonferroni's correction: a level counts if so few errors would, at that share, be seen
    /// with a probability of at most `failure` / levels (a binomial tail); of all levels that count, the one with the most answers is
    /// taken, whatever the levels between say. **It assumes that the lines to be read are like those that the table was made of** (exchangeable with them): on
    /// writing of another kind, the share of errors may be larger. For lines like those, it is larger than `risk` with a probability of at most
    /// `failure`.
    ///
    /// - Parameters:
    ///   - risk: the share of errors among accepted answers, more than 0 and less than 1.
    ///   - failure: how likely the choice may be wrong.
    /// - Returns: nil where no level is sure enough.
    public func threshold(risk: Double, failure: Double = 0.05) -> Level? {
        guard risk > 0, risk < 1, !levels.isEmpty else { return nil }
        return levels.last {
            Self.binomialTail(errors: $0.errors, of: $0.answers, probability: risk) <= failure / Double(levels.count)
        }
    }

    /// The probability of at most so many errors in so many answers, each wrong with a probability.
    package static func binomialTail(errors: Int, of count: Int, probability: Double) -> Double {
        let odds = naturalLogarithm(probability) - naturalLogarithm(1 - probability)
        var term = Double(count) * naturalLogarithm(1 - probability)
        var sum = term
        for number in 0..<min(errors, count) {
            term += naturalLogarithm(Double(count - number) / Double(number + 1)) + odds
            sum = addingLogarithms(sum, term)
        }
        return min(1, naturalExponential(sum))
    }

    /// Reads a share such as `1%` or `0.01`.
    /// - Throws: `DecodingError` if it is not more than 0 and less than 1.
    public static func share(_ text: String) throws(DecodingError) -> Double {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? text.dropLast() : text[...]), case let share = isPercent ? number / 100 : number,
            share > 0, share < 1
        else { throw DecodingError("risk: a share of more than 0 and less than 1 expected, such as 1% or 0.01, got \"\(text)\"") }
        return share
    }
}
