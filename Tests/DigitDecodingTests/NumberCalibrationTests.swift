import DigitDecoding
import DigitNN
import TestSupport
import Testing

@Suite struct NumberCalibrationTests {
    private func reading(_ text: String, written: String, sure: Double = 0.9999) throws -> CalibrationReading? {
        CalibrationReading(try Line.frames(text, sure: sure), written: Line.symbols(written))
    }

    @Test("A reading is right if its text is, and its digits if they are")
    func readings() throws {
        let right = try #require(try reading("3.75", written: "3.75"))
        #expect(right.text.isRight && right.digits.isRight && !right.hasDoubt)
        #expect(right.text.score > 0.99 && right.digits.score >= right.text.score)
        let mark = try #require(try reading("3,75", written: "3.75"))
        #expect(!mark.text.isRight && mark.digits.isRight)
        let digit = try #require(try reading("3.76", written: "3.75"))
        #expect(!digit.text.isRight && !digit.digits.isRight)
        let doubt = try #require(try reading("12?4", written: "12?4"))
        #expect(doubt.text.isRight && doubt.hasDoubt)
        #expect(try reading("", written: "12") == nil && reading("--", written: "12") == nil && reading("?", written: "?") == nil)
        // Print is no part of the text.
        let print = CalibrationReading(try Line.frames("_12"), written: [NumberAlphabet.print] + Line.symbols("12"))
        #expect(print?.text.isRight == true)
        #expect(try reading("12", written: "")?.text.isRight == false)
    }

    /// Readings whose scores are right as often as a temperature implies.
    private func readings(count: Int, temperature: Double) throws -> [CalibrationReading] {
        var dice = SplitMix(state: 41)
        let truth = try ConfidenceCalibration(temperature: temperature)
        let template = try #require(try reading("12", written: "12"))
        return (0..<count).map { number in
            var reading = template
            let score = Double.random(in: 0.2...0.9999, using: &dice)
            let isRight = Double.random(in: 0..<1, using: &dice) < truth.confidence(score)
            // Some with right digits and a wrong mark.
            let hasRightDigits = isRight || Double.random(in: 0..<1, using: &dice) < 0.5
            reading.text = ScoredAnswer(score: score, isRight: isRight)
            reading.digits = ScoredAnswer(score: (score + 1) / 2, isRight: hasRightDigits)
            reading.hasDoubt = number % 10 == 0
            return reading
        }
    }

    @Test("Temperature and tables fit the readings, and doubts are never accepted")
    func fitting() throws {
        let readings = try readings(count: 20_000, temperature: 2)
        let calibration = NumberCalibration(fittedTo: readings)
        #expect(abs(calibration.confidence.temperature / 2 - 1) < 0.1)
        let sure = readings.filter { !$0.hasDoubt }
        #expect(calibration.risk.count == 18_000 && calibration.digitsRisk.count == 18_000)
        for level in calibration.risk.levels {
            let accepted = sure.filter { calibration.confidence.confidence($0.text.score) >= level.confidence }
            #expect(accepted.count == level.answers && accepted.count { !$0.text.isRight } == level.errors)
        }
        for level in calibration.digitsRisk.levels {
            let accepted = sure.filter { calibration.confidence.confidence($0.digits.score) >= level.confidence }
            #expect(accepted.count == level.answers && accepted.count { !$0.digits.isRight } == level.errors)
        }
        let none = NumberCalibration(fittedTo: [])
        #expect(none.confidence == .none && none.risk.levels.isEmpty && none.risk.threshold(risk: 0.5) == nil)
    }

    @Test("The calibration in a model file is read back exactly")
    func text() throws {
        for count in [0, 1, 50, 5000] {
            let calibration = NumberCalibration(fittedTo: try readings(count: count, temperature: 0.7))
            #expect(try NumberCalibration(text: calibration.text) == calibration)
        }
        let level = RiskTable.Level(confidence: 0.5, answers: 10, errors: 1)
        let made = NumberCalibration(
            confidence: try ConfidenceCalibration(temperature: 1.5), risk: try RiskTable(levels: [level]),
            digitsRisk: try RiskTable(levels: []))
        #expect(
            made.text == #"{"calibration": {"temperature": 1.5, "risk": [[0.5, 10, 1]], "digits_risk": []}}"#)
    }

    @Test(
        "Texts that are not a calibration are refused",
        arguments: [
            "", "x", "[]", "{}", #"{"calibration": 1}"#, #"{"calibration": {"temperature": "1"}}"#,
            #"{"calibration": {"temperature": 0, "risk": [], "digits_risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": [[0.5, 10]], "digits_risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": [[0.5, 10, 11]], "digits_risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": [[0.5, 10, -1]], "digits_risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": [[1.5, 10, 1]], "digits_risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": [[-0.5, 10, 1]], "digits_risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": [[0.5, 9223372036854775807, 9223372036854775807]], "digits_risk": []}}"#,
            #"{"calibration": {"temperature": 1, "risk": [[0.5, -9223372036854775808, 0]], "digits_risk": []}}"#,
        ])
    func damaged(_ text: String) {
        #expect(throws: DecodingError.self) { try NumberCalibration(text: text) }
    }

    @Test func tooManyLevels() throws {
        let levels = (0..<101).map { RiskTable.Level(confidence: 1 - Double($0) / 200, answers: $0 + 1, errors: 0) }
        #expect(throws: DecodingError.self) { try RiskTable(levels: levels) }
        #expect(try RiskTable(levels: Array(levels.prefix(100))).levels.count == 100)
    }
}
