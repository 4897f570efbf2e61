import DigitFiles
import DigitJSON
import DigitReader
import DigitText

/// The readings of sheets as a table (RFC 4180), as a spreadsheet, and as lines of JSON.
public struct SheetTable: Sendable {
    let forms: [Form]
    /// The names of all forms' fields.
    private let fields: [String]
    private let fieldCells: FieldCells
    let rows: [Row]
    private var sheets: [SheetReading] { rows.map(\.sheet) }

    /// A sheet and where it comes from.
    public struct Row: Sendable {
        /// The file's name.
        public var file: String
        /// Its page, from 1.
        public var page: Int
        /// The reading of the sheet.
        public var sheet: SheetReading

        /// A row with the given values.
        public init(file: String, page: Int = 1, sheet: SheetReading) { (self.file, self.page, self.sheet) = (file, page, sheet) }
    }

    /// A table of sheets.
    /// - Parameters:
    ///   - forms: the forms that they may belong to; their fields are the columns.
    ///   - rows: the sheets, in the order of the table.
    public init(forms: [Form], rows: [Row]) {
        var seen: Set<String> = []
        fields = forms.flatMap(\.fields).map(\.name).filter { seen.insert($0).inserted }
        (self.forms, self.rows, fieldCells) = (forms, rows, FieldCells(forms))
    }

    /// A header, and a row for each sheet: `file`, `page`, `sheet`, `form`, `score`, and for each field its value, confidence and
    /// state.
    public var csv: String {
        ([csvLine(headings)] + rows.map { csvLine(cells(of: $0)) }).joined(separator: "\n") + "\n"
    }

    /// The names of the columns.
    var headings: [String] {
        ["file", "page", "sheet", "form", "score"] + fields.flatMap { [$0, "\($0)_confidence", "\($0)_state"] }
    }

    /// The row of a sheet.
    func cells(of row: Row) -> [SpreadsheetCell] {
        let sheet = row.sheet
        let values = fields.flatMap { name in
            sheet.fields.first { $0.name == name }.map { cells(of: $0, form: sheet.form) } ?? FieldCells.none
        }
        return [
            SpreadsheetCell(row.file), SpreadsheetCell(number: "\(row.page)"),
            SpreadsheetCell(sheet.state.rawValue, isMarked: sheet.state == .otherForm), SpreadsheetCell(sheet.form ?? ""),
            SpreadsheetCell(number: Self.number(sheet.registrationScore)),
        ] + values
    }

    /// A field's value, confidence and state.
    func cells(of field: FieldReading, form: String?) -> [SpreadsheetCell] {
        fieldCells.cells(
            of: field.name, form: form, value: field.value, confidence: Self.number(field.confidence),
            state: field.state.rawValue,
            isMarked: field.needsReview)
    }

    /// One object per line for each sheet.
    public var lines: String {
        rows.map { JSON.object($0.jsonMembers).text + "\n" }.joined()
    }

    /// The number of sheets and fields of each kind, as one line.
    public var summary: String {
        let states = SheetReading.State.allCases.compactMap { state -> String? in
            let count = sheets.count { $0.state == state }
            return count > 0 ? "\(count) \(state.rawValue)" : nil
        }
        let fields = sheets.flatMap(\.fields)
        let kinds = FieldReading.State.allCases.compactMap { state -> String? in
            let count = fields.count { $0.state == state }
            return count > 0 ? "\(count) \(state.rawValue)" : nil
        }
        func counts(_ what: String, _ parts: [String]) -> String {
            parts.isEmpty ? what : "\(what): \(parts.joined(separator: ", "))"
        }
        return [
            counts(sheets.count.counted("sheet"), states), counts(fields.count.counted("field"), kinds),
            "to be looked at: \(sheets.count(where: \.needsReview).counted("sheet"))",
        ].joined(separator: "; ")
    }

    /// A confidence or score, 0 to 1.
    package static func number(_ value: Double) -> String { max(0, min(1, value)).fixed(4) }
}

extension SheetTable.Row {
    /// The JSON members `file` and `page`, and those of the sheet.
    package var jsonMembers: [JSON.Member] {
        [.init("file", .string(file)), .init("page", .integer(page))] + sheet.jsonMembers
    }
}

extension SheetReading {
    /// The JSON members `sheet`, `form`, `score`, `turn`, `needs_review`, `map`, `curl` and `fields`.
    package var jsonMembers: [JSON.Member] {
        [
            .init("sheet", .string(state.rawValue)), .init("form", form.map(JSON.string) ?? .null),
            .init("score", .number(registrationScore)), .init("turn", .integer(turn)),
            .init("needs_review", .bool(needsReview)),
            .init("map", map?.projection.json ?? .null),
            .init("curl", map?.curl?.json ?? .null),
            .init("fields", .array(fields.map(\.json))),
        ]
    }
}

extension PageMap {
    /// Its nine values.
    package var json: JSON { .array(values.map(JSON.number)) }
}

extension PaperCurl {
    /// Its members `columns`, `rows`, `step` and `offsets`.
    package var json: JSON {
        [
            "columns": .integer(columns), "rows": .integer(rows), "step": .number(step),
            "offsets": .array(offsets.map(JSON.number)),
        ]
    }
}

extension FieldReading {
    /// `entry` and `failed_rule` are present if they have a value.
    fileprivate var json: JSON {
        var members: [JSON.Member] = [
            .init("name", .string(name)), .init("value", .string(value)), .init("text", .string(text)),
            .init("confidence", .number(confidence)), .init("state", .string(state.rawValue)),
            .init("is_missing", .bool(isMissing)), .init("needs_review", .bool(needsReview)),
            .init("box", box.json),
            .init("alternatives", .array(alternatives.map { ["text": .string($0.text), "confidence": JSON($0.confidence)] })),
            .init("guesses", .array(guesses.map { ["entry": .string($0.entry), "evidence": .number($0.evidence)] })),
        ]
        if let entry { members.append(.init("entry", .string(entry))) }
        if let failedRule { members.append(.init("failed_rule", .string(failedRule))) }
        return .object(members)
    }
}
