import DigitDecoding
import DigitImage
import DigitNN
import DigitReader
import DigitTensor

/// What is needed to read a field of many sheets.
package struct FieldReader: Sendable {
    let field: FormField
    let constraint: NumberConstraint?
    let decoder: LineDecoder
    /// The stack's list, and the decoder with it.
    private(set) var list: NumberList?
    private var listDecoder: LineDecoder?
    /// From this confidence on, a value is sure.
    let sureConfidence: Double
    private let calibration: ConfidenceCalibration

    /// The number of other readings that rules may choose from.
    static let alternatives = 6
    /// The number of list entries that a sheet may be.
    private static let guesses = 24
    /// The threshold if the model's file has no calibration.
    private static let usualSureConfidence = 0.999
    /// The fraction of wrong values among sure ones.
    static let risk = 0.001

    /// - Parameter constraint: the field's own.
    init(_ field: FormField, constraint: NumberConstraint?, model: NumbersModel, list: NumberList?) throws(FormError) {
        (self.field, self.constraint) = (field, constraint)
        let calibration = model.calibration?.confidence ?? .none
        self.calibration = calibration
        decoder = LineDecoder(constraint: constraint, calibration: calibration, alternatives: Self.alternatives)
        let isDigits = field.kind == .digits
        let table = isDigits ? model.calibration?.digitsRisk : model.calibration?.risk
        sureConfidence = table.flatMap(Self.sureConfidence) ?? Self.usualSureConfidence
        self.list = list
        listDecoder = try Self.listDecoder(field, list, calibration)
    }

    private static func listDecoder(
        _ field: FormField, _ list: NumberList?, _ calibration: ConfidenceCalibration
    ) throws(FormError) -> LineDecoder? {
        guard let list, field.kind.isWritten else { return nil }
        let constraint = try field.constraint(among: list)
        return LineDecoder(constraint: constraint, calibration: calibration, alternatives: guesses)
    }

    /// The same with another list, or none.
    func among(_ list: NumberList?) throws(FormError) -> FieldReader {
        var result = self
        result.list = list
        result.listDecoder = try Self.listDecoder(field, list, calibration)
        return result
    }

    /// The confidence for the risk, so that it holds with a probability of 95 %; if the table has too few answers for that, the
    /// lowest confidence from which on no more answers would be wrong with one more error.
    package static func sureConfidence(_ table: RiskTable) -> Double? {
        let certain = table.threshold(risk: risk)
        return (certain ?? table.levels.last { Double($0.errors + 1) <= risk * Double($0.answers) })?.confidence
    }

    /// Decodes a field's strip.
    func reading(_ frames: LineFrames, strip: LineStrip, ink: FieldInk, box: PixelBox) -> FieldReading {
        guard let number = decoder.decodeAsOne(frames, ink: strip.columnSums) else {
            return FieldReading(name: field.name, confidence: 0, state: ink.isStruck ? .crossedOut : .misfit, box: box)
        }
        let isDigits = field.kind == .digits
        let confidence = isDigits ? number.digitsConfidence : number.confidence
        let text = isDigits ? number.digitsText : number.text
        var state: FieldReading.State = confidence >= sureConfidence ? .sure : .doubtful
        if number.isMisfit { state = .misfit }
        if text.allSatisfy({ $0 == "?" }) || state != .sure && ink.isStruck { state = .crossedOut }
        if text.contains("?"), state == .sure { state = .doubtful }
        var reading = FieldReading(
            name: field.name, text: text, confidence: confidence, state: state,
            alternatives: alternatives(number, to: text), box: box)
        if let value = field.kind.value(of: text), state != .misfit {
            reading.value = value
        } else if state == .sure {
            reading.state = .misfit
        }
        reading.guesses = guesses(frames, strip)
        return reading
    }

    /// Other readings; for digits only, marks make no difference.
    private func alternatives(_ number: DecodedNumber, to text: String) -> [LineReading.Alternative] {
        var result: [LineReading.Alternative] = []
        for other in number.alternatives {
            let other = (text: field.kind == .digits ? other.text.filter(\.isNumber) : other.text, probability: other.probability)
            guard other.text != text, !result.contains(where: { $0.text == other.text }) else { continue }
            result.append(.init(text: other.text, confidence: Float(other.probability)))
        }
        return result
    }

    /// The most likely numbers of the stack's list.
    private func guesses(_ frames: LineFrames, _ strip: LineStrip) -> [FieldGuess] {
        guard let number = listDecoder?.decodeAsOne(frames, ink: strip.columnSums), !number.isMisfit, let entry = number.entry
        else {
            return []
        }
        let digits = frames.map(\.withoutMarks)
        return ([entry] + number.alternatives.compactMap(\.entry)).compactMap { entry in
            guard let own = NumberAlphabet.symbols(of: entry.filter(\.isNumber)) else { return nil }
            // As if all numbers of its length were equally likely before the ink is looked at.
            let before = -Double(own.count) * naturalLogarithm(10)
            return FieldGuess(entry: entry, evidence: digits.logProbability(of: own) - before)
        }
    }
}
