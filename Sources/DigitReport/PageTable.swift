import DigitReader
import DigitText

/// Rows of `digits read --csv` (RFC 4180).
package enum PageTable {
    /// The columns' names. Rows and columns are those of tables with rules, counted from 1.
    package static let header = "file,line,row,column,text,digits,confidence,digits_confidence,lowest_digit_confidence,accepted"

    /// A row for each number of a picture; none where it has none.
    package static func rows(file: String, page: PageReading, style: NumberStyle) -> [String] {
        page.lines.enumerated().map { number, line in
            let values = [
                csvField(file), "\(number + 1)", line.cell.map { "\($0.row + 1)" } ?? "",
                line.cell.map { "\($0.column + 1)" } ?? "",
                csvField(style.marked(line)), style.digits(line), Double(line.confidence).fixed(4),
                Double(line.digitsConfidence).fixed(4), Double(line.digits.map(\.confidence).min() ?? 0).fixed(4),
                style.accepts(line) ? "yes" : "no",
            ]
            return values.joined(separator: ",")
        }
    }
}
