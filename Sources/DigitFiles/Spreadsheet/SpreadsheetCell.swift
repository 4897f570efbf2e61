/// A cell of a table that is written as CSV or as a spreadsheet.
package struct SpreadsheetCell: Equatable, Sendable {
    /// The text, as CSV has it.
    package let text: String
    /// Whether a spreadsheet has it as a number.
    package let isNumber: Bool
    /// Whether a spreadsheet colors it, because a person should look at it.
    package let isMarked: Bool

    /// The most digits of which a spreadsheet changes none.
    private static let mostDigits = 15

    /// A cell with the given text, which a spreadsheet has as text: never as a number, a date or a formula.
    package init(_ text: String, isMarked: Bool = false) { (self.text, isNumber, self.isMarked) = (text, false, isMarked) }

    /// A cell with the given number; if a spreadsheet would show it with other digits, as with leading zeros, it is text.
    package init(number text: String, isMarked: Bool = false) {
        (self.text, self.isMarked) = (text, isMarked)
        isNumber = Self.isKept(text)
    }

    /// The number of digits after the decimal point.
    var places: Int {
        text.utf8.firstIndex(of: UInt8(ascii: ".")).map { text.utf8.distance(from: $0, to: text.utf8.endIndex) - 1 } ?? 0
    }

    /// Whether the text is a number of at most 15 digits as a spreadsheet prints it: `-0.50` and `120`, but not `007`, `+1` or `.5`.
    private static func isKept(_ text: String) -> Bool {
        let (isNegative, parts) = (
            text.utf8.first == UInt8(ascii: "-"), text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        )
        guard let first = parts.first, parts.count <= 2 else { return false }
        let whole = isNegative ? first.dropFirst() : first
        let digits = Array(whole) + (parts.count == 2 ? Array(parts[1]) : [])
        let (zero, nine) = (UInt8(ascii: "0"), UInt8(ascii: "9"))
        guard !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty, digits.allSatisfy({ (zero...nine).contains($0) }),
            digits.count <= mostDigits, whole.count == 1 || whole.first != zero
        else { return false }
        // There is no -0 in a spreadsheet.
        return !isNegative || digits.contains { $0 != zero }
    }
}
