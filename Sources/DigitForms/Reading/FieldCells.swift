import DigitFiles
import DigitText

/// Makes the cells of fields for tables.
package struct FieldCells: Sendable {
    /// The kinds of fields, by form and name.
    private let kinds: [String: [String: FieldKind]]

    /// The cells of a field that a sheet does not have.
    package static let none = [SpreadsheetCell](repeating: SpreadsheetCell(""), count: 3)

    /// - Parameter forms: the forms that sheets may belong to.
    package init(_ forms: [Form]) {
        let named = forms.map { form in
            (form.name, Dictionary(form.fields.map { ($0.name, $0.kind) }) { first, _ in first })
        }
        kinds = Dictionary(named) { first, _ in first }
    }

    /// A field's value, confidence and state. A spreadsheet has the values of whole numbers and decimals as numbers, and all
    /// others as text: nobody adds student numbers, and a date stays as it is.
    /// - Parameters:
    ///   - field: its name.
    ///   - form: the name of the sheet's form.
    ///   - isMarked: whether a person should look at it.
    package func cells(
        of field: String, form: String?, value: String, confidence: String, state: String, isMarked: Bool
    ) -> [SpreadsheetCell] {
        let isNumber =
            switch form.flatMap({ kinds[$0]?[field] }) {
            case .integer, .decimal: true
            default: false
            }
        return [
            isNumber ? SpreadsheetCell(number: value, isMarked: isMarked) : SpreadsheetCell(value, isMarked: isMarked),
            SpreadsheetCell(number: confidence), SpreadsheetCell(state, isMarked: isMarked),
        ]
    }
}

/// A row as a line of CSV, without its end.
package func csvLine(_ row: [SpreadsheetCell]) -> String { csvLine(row.map(\.text)) }

/// The texts of a row as a line of CSV, without its end.
package func csvLine(_ texts: [String]) -> String { texts.map(csvSafeField).joined(separator: ",") }
