import DigitDecoding
import DigitImage

extension LineReading {
    /// A number that was found, in the coordinates of the page's picture.
    init(_ found: FoundNumber, on page: PageLines) {
        let number = found.number
        var symbols: [SymbolReading] = []
        var digits: [DigitReading] = []
        for symbol in number.symbols {
            let reading = SymbolReading(
                character: symbol.character, box: symbol.columns.map { found.box(of: $0, on: page) },
                confidence: Float(symbol.confidence),
                alternatives: symbol.alternatives.map { .init(character: $0.character, confidence: Float($0.probability)) })
            symbols.append(reading)
            if let columns = symbol.columns, let digit = DigitReading(reading, normalized: { found.normalized(columns) }) {
                digits.append(digit)
            }
        }
        let boxes = symbols.compactMap(\.box)
        self.init(
            text: number.text, digitsText: number.digitsText, confidence: Float(number.confidence),
            digitsConfidence: Float(number.digitsConfidence),
            box: boxes.dropFirst().reduce(boxes.first ?? found.box(of: number.columns, on: page)) { $0.union($1) },
            symbols: symbols, digits: digits,
            alternatives: Self.distinct(
                number.alternatives.map { .init(text: $0.entry ?? $0.text, confidence: Float($0.probability)) },
                from: number.entry ?? number.text),
            entry: number.entry, cell: found.line.cell)
    }

    /// The alternatives without repeated texts: two writings may have the same text, once marks are inserted.
    package static func distinct(_ alternatives: [Alternative], from text: String) -> [Alternative] {
        var seen: Set = [text]
        return alternatives.filter { seen.insert($0.text).inserted }
    }
}

extension DigitReading {
    /// The digit of a symbol; nil if it is not a digit.
    fileprivate init?(_ symbol: SymbolReading, normalized: () -> GrayImage) {
        guard let box = symbol.box, let digit = symbol.character.wholeNumberValue else { return nil }
        var probabilities = [Float](repeating: 0, count: 10)
        probabilities[digit] = max(symbol.confidence, 1e-6)
        for other in symbol.alternatives {
            if let place = other.character?.wholeNumberValue { probabilities[place] += other.confidence }
        }
        let sum = probabilities.reduce(0, +)
        self.init(
            box: box, digit: digit, confidence: symbol.confidence, probabilities: probabilities.map { $0 / sum },
            normalized: normalized())
    }
}
