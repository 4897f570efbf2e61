import DigitText

extension SheetTable {
    /// The rows of the sheets' tables: a header, and for each nonempty row `file`, `page`, `form`, `row`, and for each column its
    /// value, confidence and state.
    public var rowsCSV: String {
        let tables = TableRows(forms)
        var lines = [(["file", "page", "form", "row"] + tables.header).map(csvField).joined(separator: ",")]
        for row in rows {
            let cells = row.sheet.fields.map { TableRows.Cell(name: $0.name, isBlank: $0.state == .blank, texts: Self.texts($0)) }
            for (number, texts) in tables.rows(of: cells) {
                let own = [row.file, "\(row.page)", row.sheet.form ?? "", "\(number)"]
                lines.append((own + texts).map(csvField).joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Arranges fields of sheets into the rows of their tables.
package struct TableRows {
    /// A field as it is written to the table.
    package struct Cell {
        package var name: String
        package var isBlank: Bool
        /// Its value, confidence and state.
        package var texts: [String]

        package init(name: String, isBlank: Bool, texts: [String]) {
            (self.name, self.isBlank, self.texts) = (name, isBlank, texts)
        }
    }

    /// The names of the columns, each with those of its confidence and its state.
    package let header: [String]
    private let columns: [String]
    private let places: [String: FieldRow]

    /// - Parameter forms: the forms that sheets may belong to.
    package init(_ forms: [Form]) {
        let fields = forms.flatMap(\.fields)
        places = Dictionary(fields.compactMap { field in field.row.map { (field.name, $0) } }) { first, _ in first }
        var seen: Set<String> = []
        let columns = fields.compactMap(\.row?.column).filter { seen.insert($0).inserted }
        self.columns = columns
        header = columns.flatMap { [$0, "\($0)_confidence", "\($0)_state"] }
    }

    /// The nonempty rows of a sheet, from above.
    package func rows(of sheet: [Cell]) -> [(number: Int, texts: [String])] {
        var rows: [Int: [String: Cell]] = [:]
        for cell in sheet {
            if let place = places[cell.name] { rows[place.number, default: [:]][place.column] = cell }
        }
        return rows.keys.sorted().compactMap { number in
            guard let cells = rows[number], cells.values.contains(where: { !$0.isBlank }) else { return nil }
            return (number, columns.flatMap { cells[$0]?.texts ?? ["", "", ""] })
        }
    }
}
