import DigitReader
import DigitText

/// Rows of `digits read --csv` (RFC 4180).
package enum PageTable {
    /// The columns' names. Rows and columns are those of ruled tables, and pages those of documents, counted from 1.
    package static let header =
        "file,line,row,column,text,digits,confidence,digits_confidence,lowest_digit_confidence,accepted,page"

    /// A row for each number of a picture, or of the page with this number.
    package static func rows(file: String, number: Int? = nil, page: PageReading, style: NumberStyle) -> [String] {
        page.lines.enumerated().map { index, line in
            func text(_ number: Int?) -> String { number.map { String($0) } ?? "" }
            let place: [String] = [
                csvField(file), text(index + 1), text(line.cell.map { $0.row + 1 }), text(line.cell.map { $0.column + 1 }),
            ]
            let confidences: [Float] = [line.confidence, line.digitsConfidence, line.digits.map(\.confidence).min() ?? 0]
            let values: [String] = [csvField(style.marked(line)), style.digits(line)] + confidences.map { Double($0).fixed(4) }
            return (place + values + [style.accepts(line) ? "yes" : "no", text(number)]).joined(separator: ",")
        }
    }
}
