import DigitJSON
import DigitNN

/// How far the probabilities of a model's readings can be trusted: stored beside the weights in the file of a model that reads
/// lines.
public struct NumberCalibration: Equatable, Sendable {
    /// Turns probabilities into confidences.
    public var confidence: ConfidenceCalibration
    /// The number of wrong readings above some values of `DecodedNumber.confidence`.
    public var risk: RiskTable
    /// The number with wrong digits, whatever the marks, above some values of `DecodedNumber.digitsConfidence`.
    public var digitsRisk: RiskTable

    /// A calibration with the given parts.
    public init(confidence: ConfidenceCalibration, risk: RiskTable, digitsRisk: RiskTable) {
        (self.confidence, self.risk, self.digitsRisk) = (confidence, risk, digitsRisk)
    }

    /// Fits a calibration to readings of lines that the network was not trained on.
    ///
    /// The same readings may serve the temperature and the tables: the temperature keeps their order, and thus what each level
    /// accepts. Readings with a `?` are doubtful already. They count for the temperature, but no threshold accepts them.
    public init(fittedTo readings: [CalibrationReading]) {
        let confidence = ConfidenceCalibration.fitted(readings.map(\.text))
        func table(_ answer: KeyPath<CalibrationReading, ScoredAnswer>) -> RiskTable {
            RiskTable(
                readings.filter { !$0.hasDoubt }.map { reading in
                    let answer = reading[keyPath: answer]
                    return ScoredAnswer(score: confidence.confidence(answer.score), isRight: answer.isRight)
                })
        }
        self.init(confidence: confidence, risk: table(\.text), digitsRisk: table(\.digits))
    }
}

/// A reading of a line whose true text is known.
public struct CalibrationReading: Equatable, Sendable {
    /// The probability of the text, and whether it is right.
    public var text: ScoredAnswer
    /// The probability of its digits, and whether they are right.
    public var digits: ScoredAnswer
    /// Whether there is a `?` in the text.
    public var hasDoubt: Bool

    /// Reads a line as a whole, and compares it with its true text.
    /// - Parameters:
    ///   - frames: the network's probabilities for the line.
    ///   - written: the classes of `NumberAlphabet` that are written; print is ignored.
    /// - Returns: nil if no digit is read: this is not an answer.
    public init?(_ frames: SymbolFrames, written: [UInt8]) { self.init(LineFrames(frames), written: written) }

    /// The same for a line in several views.
    package init?(_ frames: LineFrames, written: [UInt8]) {
        func digits(_ symbols: [UInt8]) -> [UInt8] { symbols.filter { NumberAlphabet.digit(of: $0) != nil } }
        let readings = LineReadings.free(frames, count: 1)
        guard let best = readings.readings.first, case let found = digits(best.symbols), !found.isEmpty else { return nil }
        let written = written.filter { NumberAlphabet.character(of: $0) != nil }
        text = ScoredAnswer(score: best.probability, isRight: best.symbols == written)
        self.digits = ScoredAnswer(score: readings.digitsProbability, isRight: found == digits(written))
        hasDoubt = best.symbols.contains(NumberAlphabet.otherWriting)
    }
}

// MARK: In a model's file

extension NumberCalibration {
    /// The calibration as stored in a model's file: `{"calibration": {"temperature": 1.2, "risk": [[0.99, 400, 1], …],
    /// "digits_risk": …}}`, each level as its least confidence, its answers and its errors.
    public var text: String {
        func levels(_ table: RiskTable) -> JSON {
            .array(table.levels.map { .array([.number($0.confidence), .integer($0.answers), .integer($0.errors)]) })
        }
        let calibration: JSON = [
            "temperature": .number(confidence.temperature), "risk": levels(risk), "digits_risk": levels(digitsRisk),
        ]
        return JSON.object([.init("calibration", calibration)]).text
    }

    /// Parses what `text` makes.
    /// - Throws: `DecodingError` if it is anything else.
    public init(text: String) throws(DecodingError) {
        let json: JSON
        do throws(JSONReader.Failure) { json = try JSONReader.value(of: Array(text.utf8)) } catch {
            throw DecodingError("calibration: \(error)")
        }
        guard let calibration = json["calibration"] else { throw DecodingError("calibration expected, got \(json.excerpt)") }
        guard let temperature = calibration["temperature"]?.number else {
            throw DecodingError("calibration: a number as temperature expected, got \(calibration.excerpt)")
        }
        self.init(
            confidence: try ConfidenceCalibration(temperature: temperature), risk: try Self.table(calibration, "risk"),
            digitsRisk: try Self.table(calibration, "digits_risk"))
    }

    private static func table(_ calibration: JSON, _ key: String) throws(DecodingError) -> RiskTable {
        var levels: [RiskTable.Level] = []
        for level in calibration[key]?.array ?? [.null] {
            guard let values = level.array, values.count == 3, let confidence = values[0].number,
                let answers = values[1].integer, let errors = values[2].integer
            else { throw DecodingError("\(key): lists of confidence, answers and errors expected, got \(level.excerpt)") }
            levels.append(.init(confidence: confidence, answers: answers, errors: errors))
        }
        return try RiskTable(levels: levels)
    }
}
