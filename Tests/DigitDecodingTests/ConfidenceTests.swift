import DigitDecoding
import TestSupport
import Testing

@Suite struct CalibrationTests {
    @Test("A known temperature is recovered", arguments: [0.5, 1, 2, 4])
    func temperature(truth: Double) throws {
        var dice = SplitMix(state: 11)
        let calibration = try ConfidenceCalibration(temperature: truth)
        let answers = (0..<40_000).map { _ in
            let score = Double.random(in: 0.02...0.999, using: &dice)
            return ScoredAnswer(score: score, isRight: Double.random(in: 0..<1, using: &dice) < calibration.confidence(score))
        }
        let found = ConfidenceCalibration.fitted(answers)
        #expect(abs(found.temperature / truth - 1) < 0.06)
        // No other temperature nearby makes the answers likelier.
        func loss(_ temperature: Double) throws -> Double {
            let calibration = try ConfidenceCalibration(temperature: temperature)
            return answers.reduce(0) {
                let confidence = calibration.confidence($1.score)
                return $0 + ($1.isRight ? 1 - confidence : confidence) * ($1.isRight ? 1 - confidence : confidence)
            }
        }
        let least = try loss(found.temperature)
        #expect(try least <= loss(found.temperature * 1.5))
        #expect(try least <= loss(found.temperature / 1.5))
    }

    @Test func orderAndBounds() throws {
        for temperature in [0.3, 1, 3] {
            let calibration = try ConfidenceCalibration(temperature: temperature)
            var last = -1.0
            for score in [0, 1e-9, 0.1, 0.5, 0.9, 0.999, 1] {
                let confidence = calibration.confidence(score)
                #expect(confidence > last && (0...1).contains(confidence))
                last = confidence
            }
            #expect(abs(calibration.confidence(0.5) - 0.5) < 1e-12)
        }
        #expect(ConfidenceCalibration.fitted([]) == .none)
        for temperature in [0, -1, 21, .nan, .infinity] {
            #expect(throws: DecodingError.self) { try ConfidenceCalibration(temperature: temperature) }
        }
        let allRight = ConfidenceCalibration.fitted([ScoredAnswer(score: 0.9, isRight: true)])
        #expect(allRight.temperature >= 0.1 && allRight.confidence(0.9) > 0.99)
    }
}

@Suite struct RiskTests {
    /// By the definition, with products of ratios of whole numbers.
    private func tail(_ errors: Int, _ count: Int, _ probability: Double) -> Double {
        (0...errors).reduce(0) { sum, number in
            var term = 1.0
            for place in 0..<number { term *= Double(count - place) / Double(place + 1) * probability / (1 - probability) }
            for _ in 0..<count { term *= 1 - probability }
            return sum + term
        }
    }

    @Test(
        "Binomial tails, by the definition", arguments: [(0, 10), (3, 10), (10, 10), (5, 400), (40, 3000)], [0.001, 0.01, 0.3])
    func binomial(counts: (errors: Int, count: Int), probability: Double) {
        let value = RiskTable.binomialTail(errors: counts.errors, of: counts.count, probability: probability)
        #expect(isClose(value, min(1, tail(counts.errors, counts.count, probability)), within: 1e-7))
        #expect(RiskTable.binomialTail(errors: 0, of: 1_000_000, probability: 0.01) < 1e-300)
    }

    @Test("The threshold is the last level whose tail is small enough")
    func threshold() throws {
        var dice = SplitMix(state: 21)
        let answers = (0..<20_000).map { _ in
            let score = Double.random(in: 0...1, using: &dice)
            return ScoredAnswer(score: score, isRight: Double.random(in: 0..<1, using: &dice) < 1 - (1 - score) * 0.2)
        }
        let table = RiskTable(answers)
        #expect(table.levels.count == RiskTable.levelCount && table.count == 20_000)
        for level in table.levels {
            let accepted = answers.filter { $0.score >= level.confidence }
            #expect(accepted.count == level.answers && accepted.count { !$0.isRight } == level.errors)
        }
        let chosen = try #require(table.threshold(risk: 0.03))
        #expect(tail(chosen.errors, chosen.answers, 0.03) <= 0.05 / 50)
        for level in table.levels where level.answers > chosen.answers {
            #expect(tail(level.errors, level.answers, 0.03) > 0.05 / 50)
        }
        // The true error rate above c is 0.1 (1 - c).
        #expect(0.1 * (1 - chosen.confidence) <= 0.03 && 0.1 * (1 - chosen.confidence) > 0.012)
        #expect(table.threshold(risk: 0.0001) == nil)
        #expect(try RiskTable(levels: table.levels) == table)
    }

    @Test("On new answers of the same kind, the risk bound nearly always holds")
    func holds() {
        var dice = SplitMix(state: 31)
        var broken = 0
        for _ in 0..<200 {
            let answers = (0..<3_000).map { _ in
                let score = Double.random(in: 0...1, using: &dice)
                return ScoredAnswer(score: score, isRight: Double.random(in: 0..<1, using: &dice) < 1 - (1 - score) * 0.2)
            }
            if let chosen = RiskTable(answers).threshold(risk: 0.05), 0.1 * (1 - chosen.confidence) > 0.05 { broken += 1 }
        }
        #expect(broken <= 10)
    }

    @Test func tiesAndBadTables() throws {
        let same = RiskTable((0..<1000).map { ScoredAnswer(score: 0.9, isRight: $0 % 100 != 0) })
        #expect(same.levels == [RiskTable.Level(confidence: 0.9, answers: 1000, errors: 10)])
        #expect(RiskTable([]).threshold(risk: 0.5) == nil && same.threshold(risk: 0) == nil && same.threshold(risk: .nan) == nil)
        let level = RiskTable.Level(confidence: 0.9, answers: 10, errors: 1)
        for second in [level, .init(confidence: 0.8, answers: 9, errors: 1), .init(confidence: 0.8, answers: 11, errors: 3)] {
            #expect(throws: DecodingError.self) { try RiskTable(levels: [level, second]) }
        }
        #expect(try RiskTable.share("1%") == 0.01 && RiskTable.share("0.05") == 0.05)
        for text in ["", "%", "0", "1", "100%", "-1%", "nan", "a", "inf%"] {
            #expect(throws: DecodingError.self) { try RiskTable.share(text) }
        }
    }
}
