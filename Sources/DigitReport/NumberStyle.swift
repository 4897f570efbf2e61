import DigitReader
import DigitText

/// How numbers are printed.
package struct NumberStyle: Sendable {
    /// Symbols with a lower confidence are printed as `?`, 0 ... 1.
    package var leastConfidence: Float
    /// Whether marks are omitted.
    package var isDigitsOnly: Bool
    /// Numbers with a lower confidence are not accepted.
    package var leastLineConfidence: Float = 0

    package init(leastConfidence: Float = 0, isDigitsOnly: Bool = false) {
        (self.leastConfidence, self.isDigitsOnly) = (leastConfidence, isDigitsOnly)
    }

    /// Whether a number is accepted.
    package func accepts(_ line: LineReading) -> Bool {
        guard leastLineConfidence > 0 else { return true }
        // A ? is doubtful whatever else is certain.
        return confidence(of: line) >= leastLineConfidence && !text(line).contains("?")
    }

    /// The confidence of what is printed for a line.
    package func confidence(of line: LineReading) -> Float { isDigitsOnly ? line.digitsConfidence : line.confidence }

    /// The printed text of a line.
    package func text(_ line: LineReading) -> String { text(line, isDigitsOnly: isDigitsOnly) }

    /// A line's digits.
    package func digits(_ line: LineReading) -> String { text(line, isDigitsOnly: true) }

    /// The printed text of a line with its marks.
    package func marked(_ line: LineReading) -> String { text(line, isDigitsOnly: false) }

    /// A page whose lines have the printed text.
    func styled(_ page: PageReading) -> PageReading {
        func styled(_ line: LineReading) -> LineReading {
            var line = line
            (line.text, line.digitsText) = (marked(line), digits(line))
            return line
        }
        var page = page
        (page.lines, page.misfits) = (page.lines.map(styled), page.misfits.map(styled))
        return page
    }

    private func text(_ line: LineReading, isDigitsOnly: Bool) -> String {
        let symbols = line.symbols.filter { !isDigitsOnly || $0.character.isWholeNumber || $0.character == "?" }
        return String(symbols.map { $0.confidence < leastConfidence ? "?" : $0.character })
    }
}

extension LineReading {
    /// `3.15 (61.20 %; 3.75 38.10 %)`.
    package var doubt: String {
        let others = alternatives.prefix(2).map { "; \($0.text) \(Double($0.confidence).percentText)" }.joined()
        return "\(text) (\(Double(confidence).percentText)\(others))"
    }
}
