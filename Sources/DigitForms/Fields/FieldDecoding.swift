import DigitDecoding
import DigitImage
import DigitNN
import DigitReader
import DigitTensor

/// Reads a field on many sheets.
package struct FieldReader: Sendable {
    let field: FormField
    let constraint: NumberConstraint?
    let decoder: LineDecoder
    /// The stack's list; its decoder is derived from it.
    private(set) var list: NumberList?
    private var listDecoder: LineDecoder?
    private let calibration: ConfidenceCalibration
    /// For values that only the line network reads.
    private let lines: FieldCalibration

    /// The number of other readings that rules may choose from.
    static let alternatives = 6
    /// The number of list entries that a sheet may be.
    private static let guesses = 24
    /// The number of readings that the single-digit network adds to the line network's.
    private static let likeliest = 4

    /// - Parameter constraint: the field's own constraint.
    init(
        _ field: FormField, constraint: NumberConstraint?, model: NumbersModel, list: NumberList?
    ) throws(FormError) {
        (self.field, self.constraint) = (field, constraint)
        let calibration = model.calibration?.confidence ?? .none
        self.calibration = calibration
        lines = model.isBundled ? .lines : .none
        decoder = LineDecoder(constraint: constraint, calibration: calibration, alternatives: Self.alternatives)
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

    /// A reader with another list, or none.
    func among(_ list: NumberList?) throws(FormError) -> FieldReader {
        var result = self
        result.list = list
        result.listDecoder = try Self.listDecoder(field, list, calibration)
        return result
    }

    /// Decodes the writing in the field.
    func reading(_ frames: LineFrames, of writing: FieldWriting) -> FieldReading {
        let (strip, ink, box) = (writing.strip, writing.ink, writing.box)
        guard let number = decoder.decodeAsOne(frames, ink: strip.columnSums) else {
            return FieldReading(name: field.name, confidence: 0, state: ink.isStruck ? .crossedOut : .misfit, box: box)
        }
        let opinion = number.isMisfit ? nil : writing.opinion
        var found = FieldCandidates(writings(number, frames, opinion), kind: field.kind, opinion: opinion)
        let fieldCalibration = opinion == nil ? lines : .boxes
        found.calibrate { fieldCalibration.confidence(opinion == nil ? calibration.confidence($0) : $0) }
        let best = found.candidates[0]
        var reading = FieldReading(
            name: field.name, text: best.text, confidence: best.share, state: .doubtful,
            alternatives: found.candidates.dropFirst().map { .init(text: $0.text, confidence: Float($0.share)) }, box: box)
        reading.sureConfidence = fieldCalibration.sureConfidence
        reading.state = state(best.text, number, ink, isSure: best.share >= reading.sureConfidence)
        if let value = field.kind.value(of: best.text, opinion), reading.state != .misfit {
            reading.value = value
        } else if reading.state == .sure {
            reading.state = .misfit
        }
        reading.guesses = guesses(frames, strip, opinion)
        return reading
    }

    private func state(_ text: String, _ number: DecodedNumber, _ ink: FieldInk, isSure: Bool) -> FieldReading.State {
        if text.allSatisfy({ $0 == "?" }) || (!isSure || number.isMisfit) && ink.isStruck { return .crossedOut }
        if number.isMisfit { return .misfit }
        return isSure && !text.contains("?") ? .sure : .doubtful
    }

    /// The line network's probabilities of its own readings and of those that the second opinion suggests. For fields of digits,
    /// marks are ignored.
    private func writings(
        _ number: DecodedNumber, _ frames: LineFrames, _ opinion: DigitOpinion?
    ) -> [(text: String, share: Double)] {
        let isDigits = field.kind == .digits
        var writings = [
            (text: isDigits ? number.digitsText : number.text, share: isDigits ? number.digitsProbability : number.probability)
        ]
        for other in number.alternatives {
            let text = isDigits ? other.text.filter(\.isNumber) : other.text
            // For digits, the first probability already includes all writings of them.
            if !isDigits || text != writings[0].text { writings.append((text, other.probability)) }
        }
        guard let opinion, let first = NumberAlphabet.symbols(of: writings[0].text) else { return writings }
        let searched = isDigits ? frames.map(\.withoutMarks) : frames
        let before = searched.logProbability(of: first)
        for digits in opinion.likeliest(Self.likeliest) {
            let text = digits.map(String.init).joined()
            guard !writings.contains(where: { $0.text == text }), constraint?.allows(text) ?? true,
                let symbols = NumberAlphabet.symbols(of: text)
            else { continue }
            let share = writings[0].share * naturalExponential(searched.logProbability(of: symbols) - before)
            writings.append((text, min(1, share)))
        }
        return writings
    }

    /// The most likely numbers of the stack's list.
    private func guesses(_ frames: LineFrames, _ strip: LineStrip, _ opinion: DigitOpinion?) -> [FieldGuess] {
        guard let number = listDecoder?.decodeAsOne(frames, ink: strip.columnSums), !number.isMisfit, let entry = number.entry
        else {
            return []
        }
        let digits = frames.map(\.withoutMarks)
        return ([entry] + number.alternatives.compactMap(\.entry)).compactMap { entry in
            guard let own = NumberAlphabet.symbols(of: entry.filter(\.isNumber)) else { return nil }
            // The prior of a number: all of its length are equally likely.
            let before = -Double(own.count) * naturalLogarithm(10)
            let line = digits.logProbability(of: own) - before
            guard let opinion else { return FieldGuess(entry: entry, evidence: line) }
            let second = naturalLogarithm(opinion.probability(of: entry.compactMap(\.wholeNumberValue))) - before
            return FieldGuess(entry: entry, evidence: (line + second) / FieldCalibration.boxes.temperature)
        }
    }
}
