import DigitReader
import DigitText

/// What `digits read --json` prints for a picture.
package struct PageReport: Encodable, Sendable {
    /// A rectangle in pixels of the upright picture.
    package struct Box: Encodable, Sendable {
        let x, y, width, height: Int

        init(_ box: PixelBox) { (x, y, width, height) = (box.x, box.y, box.width, box.height) }
    }

    /// Another digit that it may be.
    package struct OtherDigit: Encodable, Sendable {
        let digit: Int
        let confidence: Float
    }

    /// One digit.
    package struct Digit: Encodable, Sendable {
        let digit: Int
        let confidence: Float
        /// Whether the confidence is below `--min-confidence`.
        let isRejected: Bool
        let box: Box
        let alternatives: [OtherDigit]
    }

    /// Another symbol that it may be; nil for none.
    package struct OtherSymbol: Encodable, Sendable {
        let symbol: String?
        let confidence: Float

        private enum CodingKeys: CodingKey { case symbol, confidence }

        // The synthesized function would leave out a key without a value.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(symbol, forKey: .symbol)
            try container.encode(confidence, forKey: .confidence)
        }
    }

    /// One digit or mark; without a box where a pattern has put it in.
    package struct Symbol: Encodable, Sendable {
        let symbol: String
        let confidence: Float
        let box: Box?
        let alternatives: [OtherSymbol]
    }

    /// Another text that a line may say.
    package struct OtherText: Encodable, Sendable {
        let text: String
        let confidence: Float
    }

    /// One number.
    package struct Line: Encodable, Sendable {
        let text: String
        let digitsText: String
        let confidence: Float
        let digitsConfidence: Float
        /// Whether it is as sure as `--risk` asks for.
        let isAccepted: Bool
        let box: Box
        let digits: [Digit]
        let symbols: [Symbol]
        let alternatives: [OtherText]
        /// The number of `--among` that it is, as the list has it.
        let entry: String?
        /// Its place in a table with rules, counted from 1.
        let row, column: Int?
    }

    /// A line of ink that is no number.
    package struct LeftOut: Encodable, Sendable {
        let reason: String
        let text: String
        let box: Box
    }

    let file: String
    let width, height: Int
    /// Degrees by which it was turned clockwise to be read.
    let turn: Int
    let lines: [Line]
    let misfits: [Line]
    let leftOut: [LeftOut]
    /// Lines that were not looked at because there were too many.
    let omittedLines: Int

    /// - Parameters:
    ///   - file: the picture, as the user named it.
    ///   - page: what was read.
    ///   - style: how numbers are printed.
    package init(file: String, page: PageReading, style: NumberStyle) {
        self.file = file
        (width, height, turn, omittedLines) = (page.width, page.height, page.turn, page.omittedLines)
        lines = page.lines.map { Line($0, style: style) }
        misfits = page.misfits.map { Line($0, style: style) }
        leftOut = page.leftOut.map { LeftOut(reason: $0.reason.rawValue, text: $0.text, box: Box($0.box)) }
    }
}

extension PageReport.Line {
    init(_ line: LineReading, style: NumberStyle) {
        (text, digitsText) = (style.marked(line), style.digits(line))
        (confidence, digitsConfidence) = (line.confidence, line.digitsConfidence)
        isAccepted = style.accepts(line)
        box = PageReport.Box(line.box)
        digits = line.digits.map { digit in
            PageReport.Digit(
                digit: digit.digit, confidence: digit.confidence, isRejected: digit.confidence < style.leastConfidence,
                box: PageReport.Box(digit.box),
                alternatives: digit.alternatives.map { PageReport.OtherDigit(digit: $0.digit, confidence: $0.confidence) })
        }
        symbols = line.symbols.map { symbol in
            PageReport.Symbol(
                symbol: String(symbol.character), confidence: symbol.confidence, box: symbol.box.map(PageReport.Box.init),
                alternatives: symbol.alternatives.map { other in
                    PageReport.OtherSymbol(symbol: other.character.map(String.init), confidence: other.confidence)
                })
        }
        alternatives = line.alternatives.map { PageReport.OtherText(text: $0.text, confidence: $0.confidence) }
        entry = line.entry
        (row, column) = (line.cell.map { $0.row + 1 }, line.cell.map { $0.column + 1 })
    }
}

extension DigitReading {
    /// The other digits that it may be with at least one percent, the likeliest first.
    package var alternatives: [(digit: Int, confidence: Float)] {
        let isDigit = probabilities[digit] > 0 ? min(1, confidence / probabilities[digit]) : 1
        return probabilities.indices.map { (digit: $0, confidence: isDigit * probabilities[$0]) }
            .filter { $0.digit != digit && $0.confidence >= 0.01 }
            .sorted { ($1.confidence, $0.digit) < ($0.confidence, $1.digit) }
    }
}
