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
    package struct Alternative: Encodable, Sendable {
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
        let alternatives: [Alternative]
    }

    /// One line of digits.
    package struct Line: Encodable, Sendable {
        let text: String
        let confidence: Float
        let box: Box
        let digits: [Digit]
    }

    let file: String
    let width, height: Int
    let lines: [Line]
    let misfits: [Line]

    /// - Parameters:
    ///   - file: the picture, as the user named it.
    ///   - page: what was read.
    ///   - leastConfidence: below it, a digit is rejected.
    package init(file: String, page: PageReading, leastConfidence: Float) {
        self.file = file
        (width, height) = (page.width, page.height)
        lines = page.lines.map { Line($0, leastConfidence: leastConfidence) }
        misfits = page.misfits.map { Line($0, leastConfidence: leastConfidence) }
    }
}

extension PageReport.Line {
    init(_ line: LineReading, leastConfidence: Float) {
        text = line.text(leastConfidence: leastConfidence)
        confidence = line.confidence
        box = PageReport.Box(line.box)
        digits = line.digits.map { digit in
            PageReport.Digit(
                digit: digit.digit, confidence: digit.confidence, isRejected: digit.confidence < leastConfidence,
                box: PageReport.Box(digit.box),
                alternatives: digit.alternatives.map { PageReport.Alternative(digit: $0.digit, confidence: $0.confidence) })
        }
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

    /// `4 (61.20 %; 9 38.10 %)`.
    package var doubt: String {
        let others = alternatives.prefix(2).map { "; \($0.digit) \(Double($0.confidence).percentText)" }.joined()
        return "\(digit) (\(Double(confidence).percentText)\(others))"
    }
}

extension LineReading {
    /// The text with a question mark for each digit of less confidence.
    package func text(leastConfidence: Float) -> String {
        guard digits.contains(where: { $0.confidence < leastConfidence }) else { return text }
        var next = digits.makeIterator()
        return String(
            text.map { character in
                guard character.isWholeNumber, let digit = next.next() else { return character }
                return digit.confidence < leastConfidence ? "?" : character
            })
    }
}

/// Rows of `digits read --csv` (RFC 4180).
package enum PageTable {
    /// The columns' names.
    package static let header = "file,line,text,confidence,lowest_digit_confidence"

    /// A row for each line of a picture; none where it has no digits.
    package static func rows(file: String, page: PageReading, leastConfidence: Float) -> [String] {
        page.lines.enumerated().map { number, line in
            let lowest = line.digits.map(\.confidence).min() ?? 0
            let values = [
                csvField(file), "\(number + 1)", csvField(line.text(leastConfidence: leastConfidence)),
                Double(line.confidence).fixed(4),
                Double(lowest).fixed(4),
            ]
            return values.joined(separator: ",")
        }
    }
}
