import DigitFiles
import DigitText

extension SheetTable {
    /// The rows of the sheets' tables: a header, and for each nonempty row `file`, `page`, `form`, `row`, and for each column its
    /// value, confidence and state.
    public var rowsCSV: String {
        let tables = TableRows(forms)
        var lines = [csvLine(tables.headings)]
        for row in rows { lines += tableRows(of: row, tables).map(csvLine) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The nonempty rows of a sheet's tables.
    func tableRows(of row: Row, _ tables: TableRows) -> [[SpreadsheetCell]] {
        let fields = row.sheet.fields.map { field in
            TableRows.Field(
                name: field.name, isBlank: field.state == .blank, cells: cells(of: field, form: row.sheet.form))
        }
        return tables.rows(of: fields).map { number, cells in
            [
                SpreadsheetCell(row.file), SpreadsheetCell(number: "\(row.page)"), SpreadsheetCell(row.sheet.form ?? ""),
                SpreadsheetCell(number: "\(number)"),
            ]
                + cells
        }
    }
}

/// Arranges fields of sheets into the rows of their tables.
package struct TableRows {
    /// A field of a sheet.
    package struct Field {
        package var name: String
        package var isBlank: Bool
        /// Its value, confidence and state.
        package var cells: [SpreadsheetCell]

        package init(name: String, isBlank: Bool, cells: [SpreadsheetCell]) {
            (self.name, self.isBlank, self.cells) = (name, isBlank, cells)
        }
    }

    /// The headings: `file`, `page`, `form`, `row`, and the names of the columns, each with those of its confidence and its state.
    package let headings: [String]
    /// Whether no form has a table.
    package var isEmpty: Bool { columns.isEmpty }
    private let columns: [String]
    private let places: [String: FieldRow]

    /// - Parameter forms: the forms that sheets may belong to.
    package init(_ forms: [Form]) {
        let fields = forms.flatMap(\.fields)
        places = Dictionary(fields.compactMap { field in field.row.map { (field.name, $0) } }) { first, _ in first }
        var seen: Set<String> = []
        let columns = fields.compactMap(\.row?.column).filter { seen.insert($0).inserted }
        self.columns = columns
        headings = ["file", "page", "form", "row"] + columns.flatMap { [$0, "\($0)_confidence", "\($0)_state"] }
    }

    /// The nonempty rows of a sheet, from above.
    package func rows(of sheet: [Field]) -> [(number: Int, cells: [SpreadsheetCell])] {
        var rows: [Int: [String: Field]] = [:]
        for field in sheet {
            if let place = places[field.name] { rows[place.number, default: [:]][place.column] = field }
        }
        return rows.keys.sorted().compactMap { number in
            guard let fields = rows[number], fields.values.contains(where: { !$0.isBlank }) else { return nil }
            return (number, columns.flatMap { fields[$0]?.cells ?? FieldCells.none })
        }
    }
}
