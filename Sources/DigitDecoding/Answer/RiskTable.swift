import DigitTensor

/// The number of wrong answers above several confidences, for choosing a threshold that bounds the error rate.
public struct RiskTable: Equatable, Sendable {
    /// The answers from a confidence on.
    public struct Level: Equatable, Sendable {
        /// Their least confidence.
        public var confidence: Double
        /// Their number.
        public var answers: Int
        /// The number of wrong ones among them.
        public var errors: Int

        /// A level with the given values.
        public init(confidence: Double, answers: Int, errors: Int) {
            (self.confidence, self.answers, self.errors) = (confidence, answers, errors)
        }
    }

    /// From the level with the fewest answers to the one with all.
    public let levels: [Level]
    /// The number of answers in the table.
    public var count: Int { levels.last?.answers ?? 0 }

    /// The number of levels: the fewer, the less the correction for examining all of them costs.
    public static let levelCount = 50

    /// The most levels and answers of a table from a file: the cost of a threshold grows with their product.
    private static let (mostLevels, mostAnswers) = (100, 1 << 18)

    /// A table with the given levels, as stored in a model.
    /// - Throws: `DecodingError` unless answers and errors increase, and confidence decreases, from one level to the next; or if
    ///   there are too many.
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
            // Answers of equal confidence are accepted together.
            if place + 1 < sorted.count, sorted[place + 1].score == answer.score { continue }
            guard (place + 1) * Self.levelCount >= next * sorted.count else { continue }
            levels.append(Level(confidence: answer.score, answers: place + 1, errors: errors))
            next = (place + 1) * Self.levelCount / sorted.count + 1
        }
        self.levels = levels
    }

    /// The lowest confidence above which at most a given fraction of answers is wrong.
    ///
    /// Learn then test (Angelopoulos et al. 2021), with Bonferroni's correction: a level qualifies if, at that error rate, this
    /// few errors would be seen with a probability of at most `failure` / levels (a binomial tail); of all levels that qualify,
    /// the one with the most answers is taken, whatever the levels in between say. **It assumes that the lines to be read are
    /// like those in the table** (exchangeable with them): for other writing, the error rate may be larger. For such lines, it is
    /// larger than `risk` with a probability of at most `failure`.
    ///
    /// - Parameters:
    ///   - risk: the error rate among accepted answers, more than 0 and less than 1.
    ///   - failure: the probability that the choice may be wrong.
    /// - Returns: nil if no level is certain enough.
    public func threshold(risk: Double, failure: Double = 0.05) -> Level? {
        guard risk > 0, risk < 1, !levels.isEmpty else { return nil }
        return levels.last {
            Self.binomialTail(errors: $0.errors, of: $0.answers, probability: risk) <= failure / Double(levels.count)
        }
    }

    /// The probability of at most this many errors in this many answers, each wrong with a given probability.
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

    /// Parses a fraction such as `1%` or `0.01`.
    /// - Throws: `DecodingError` if it is not more than 0 and less than 1.
    public static func share(_ text: String) throws(DecodingError) -> Double {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? text.dropLast() : text[...]), case let share = isPercent ? number / 100 : number,
            share > 0, share < 1
        else { throw DecodingError("risk: a share of more than 0 and less than 1 expected, such as 1% or 0.01, got \"\(text)\"") }
        return share
    }
}
