import DigitFiles
import DigitForms
import DigitJSON
import DigitText
import GRDB

/// Exports tables of a job: a row for each sheet, in the order of the files.
package struct JobExport: Sendable {
    /// The formats of lines: a row for each sheet, a line of JSON for each, or a row for each row of the sheets' own tables.
    package enum Format: String, CaseIterable, Sendable { case csv, jsonl, rows }

    private let job: Job
    private let cellLimit: Int

    /// - Parameter cellLimit: the most cells of a table, and one more for each byte of the job.
    package init(_ job: Job, cellLimit: Int = 12_000_000) { (self.job, self.cellLimit) = (job, cellLimit) }

    /// Writes the table line by line, from one snapshot of the job. At most one sheet is held in memory.
    /// - Parameter write: receives a line without its end.
    /// - Throws: `JobError`, including for what `write` throws.
    package func writeLines(_ format: Format, _ write: (String) throws -> Void) throws(JobError) {
        switch format {
        case .csv:
            let columns = try Columns(job, cellLimit)
            var cells = columns.cells
            try forEachSheet(before: { try write(csvLine(columns.headings)) }) { sheet, fields in
                let row = try columns.row(of: sheet, fields)
                try cells.take(row)
                try write(csvLine(row))
            }
        case .rows:
            let columns = try Columns(job, cellLimit)
            var cells = columns.cells
            try forEachSheet(before: { try write(csvLine(columns.tables.headings)) }) {
                sheet, fields in
                for row in try columns.tableRows(of: sheet, fields) {
                    try cells.take(row)
                    try write(csvLine(row))
                }
            }
        case .jsonl: try forEachSheet { sheet, fields in try write(try Self.json(sheet, fields).text) }
        }
    }

    /// Writes a spreadsheet with a sheet `Sheets` and, if a form has tables, a sheet `Rows`, row by row.
    /// - Parameters:
    ///   - path: the file to create or replace.
    ///   - willAppend: called with each row before it is written.
    /// - Throws: `JobError`: if libxlsxwriter is not installed, if there are more rows, columns or characters than a spreadsheet can
    ///   have, and for what `willAppend` throws.
    package func writeSpreadsheet(
        to path: String, willAppend: ([SpreadsheetCell]) throws -> Void = { _ in }
    ) throws(JobError) {
        let columns = try Columns(job, cellLimit)
        var failure: JobError?
        do throws(FileError) {
            try DigitFiles.writeSpreadsheet(to: path) { spreadsheet in
                do { try write(columns, to: spreadsheet, willAppend) } catch {
                    failure = error as? JobError
                    throw error
                }
            }
        } catch { throw failure ?? JobError("\(error)") }
    }

    private func write(
        _ columns: Columns, to spreadsheet: SpreadsheetWriter, _ willAppend: ([SpreadsheetCell]) throws -> Void
    ) throws {
        var failure: FileError?
        var cells = columns.cells
        func append(_ row: [SpreadsheetCell], to sheet: Int) throws {
            try cells.take(row)
            try willAppend(row)
            do throws(FileError) { try spreadsheet.append(row, to: sheet) } catch {
                failure = error
                throw error
            }
        }
        let sheets = try spreadsheet.addSheet("Sheets", headings: columns.headings)
        let nested = columns.tables.isEmpty ? nil : try spreadsheet.addSheet("Rows", headings: columns.tables.headings)
        do {
            try forEachSheet { sheet, fields in
                try append(try columns.row(of: sheet, fields), to: sheets)
                guard let nested else { return }
                for row in try columns.tableRows(of: sheet, fields) { try append(row, to: nested) }
            }
        } catch { throw failure ?? error }
    }

    /// Calls `use` with each sheet and its fields, at the first place that it was found: duplicates count once.
    private func forEachSheet(
        before: () throws -> Void = {}, _ use: (_ sheet: Row, _ fields: [Row]) throws -> Void
    ) throws(JobError) {
        try job.read { database in
            try before()
            let sheets = try Row.fetchCursor(
                database,
                sql: """
                    SELECT source.file, source.page, source.has_pages, sheet.id, sheet.state, sheet.form, sheet.score,
                        sheet.error FROM source
                    JOIN sheet ON sheet.id = source.sheet
                    WHERE NOT EXISTS (SELECT 1 FROM source AS other WHERE other.sheet = source.sheet
                        AND (other.file, other.page) < (source.file, source.page))
                    ORDER BY source.file, source.page
                    """)
            let statement = try database.cachedStatement(
                sql: """
                    SELECT *, (SELECT who FROM change WHERE field = field.id AND NOT undone AND NOT is_undo ORDER BY id DESC LIMIT 1) AS who
                    FROM field WHERE sheet = ? ORDER BY place LIMIT \(Form.mostFields + 1)
                    """)
            while let sheet = try sheets.next() {
                let fields = try Row.fetchAll(statement, arguments: [try sheet.value("id") as Int64])
                try StoredField.checkCount(fields)
                try use(sheet, fields)
            }
        }
    }
}

/// The cells that a table may still have. Each sheet has a cell for each field of every form, so a table may be much larger
/// than its job.
private struct CellBudget {
    private let path: String
    private let most: Int
    private var left: Int

    init(_ job: Job, _ limit: Int) throws(JobError) {
        let bytes = try job.read { database in
            try ["page_count", "page_size"].map { try Int.fetchOne(database, sql: "PRAGMA \($0)") ?? 0 }.reduce(1, *)
        }
        // A field of a sheet takes 100 bytes or more, so this suffices for stacks of dozens of forms.
        (path, most) = (job.path, limit + bytes)
        left = most
    }

    mutating func take(_ row: [SpreadsheetCell]) throws(JobError) {
        left -= row.count
        guard left >= 0 else {
            throw JobError(
                "\(path): at most \(most) cells expected in a table of this job, found more; its JSON lines have fewer")
        }
    }
}

/// The columns of a job's tables, and the cells in them.
private struct Columns {
    let tables: TableRows
    let cells: CellBudget
    private let names: [String]
    private let fieldCells: FieldCells

    init(_ job: Job, _ cellLimit: Int) throws(JobError) {
        let forms = try job.forms()
        (names, tables, fieldCells) = (try job.fieldNames(), TableRows(forms), FieldCells(forms))
        cells = try CellBudget(job, cellLimit)
    }

    var headings: [String] {
        ["file", "page", "sheet", "form", "score"] + names.flatMap { [$0, "\($0)_confidence", "\($0)_state"] }
    }

    func row(of sheet: Row, _ fields: [Row]) throws -> [SpreadsheetCell] {
        let state: String = try sheet.value("state")
        let byName = Dictionary(try fields.map { (try $0.value("name") as String, $0) }) { first, _ in first }
        let form: String? = try sheet.optional("form")
        let values = try names.flatMap { name in try byName[name].map { try cells(of: $0, form: form) } ?? FieldCells.none }
        let score = SpreadsheetCell(number: (try sheet.optional("score") as Double?).map(SheetTable.number) ?? "")
        let kind = SpreadsheetCell(state, isMarked: ["unreadable", "other form"].contains(state))
        return try place(of: sheet) + [kind, SpreadsheetCell(form ?? ""), score] + values
    }

    /// The nonempty rows of a sheet's tables.
    func tableRows(of sheet: Row, _ fields: [Row]) throws -> [[SpreadsheetCell]] {
        let form: String? = try sheet.optional("form")
        let cells = try fields.map { field in
            TableRows.Field(
                name: try field.value("name"), isBlank: try JobExport.isBlank(field), cells: try self.cells(of: field, form: form)
            )
        }
        let own = try place(of: sheet) + [SpreadsheetCell(form ?? "")]
        return tables.rows(of: cells).map { number, cells in own + [SpreadsheetCell(number: "\(number)")] + cells }
    }

    /// The sheet's file and page.
    private func place(of sheet: Row) throws -> [SpreadsheetCell] {
        [SpreadsheetCell(try sheet.value("file")), SpreadsheetCell(number: "\(try sheet.value("page") as Int)")]
    }

    /// A field's value, confidence and state; marked until a person has answered.
    private func cells(of field: Row, form: String?) throws -> [SpreadsheetCell] {
        let review: String? = try field.optional("review")
        let isOpen = try review.map { ["misfit", "skipped", "flagged"].contains($0) } ?? field.value("needs_review")
        return fieldCells.cells(
            of: try field.value("name"), form: form, value: try JobExport.value(of: field),
            confidence: SheetTable.number(try field.value("confidence")),
            state: try review ?? field.value("state"), isMarked: isOpen)
    }
}

extension JobExport {
    /// Whether it is blank: as read, or as a person answered.
    fileprivate static func isBlank(_ field: Row) throws -> Bool {
        let wasAnswered = try field.optional("answer") as String? != nil
        return try value(of: field).isEmpty && (wasAnswered || (try field.value("state") as String) == "blank")
    }

    /// The person's answer, or else the reading.
    fileprivate static func value(of field: Row) throws -> String { try field.optional("answer") ?? field.value("value") }

    private static func json(_ sheet: Row, _ fields: [Row]) throws -> JSON {
        var members: [JSON.Member] = [.init("file", .string(try sheet.value("file")))]
        if try sheet.value("has_pages") { members.append(.init("page", .integer(try sheet.value("page")))) }
        members += [.init("form", try text("form", of: sheet)), .init("state", .string(try sheet.value("state")))]
        if let error: String = try sheet.optional("error") { members.append(.init("error", .string(error))) }
        members.append(.init("fields", .array(try fields.map(json))))
        return .object(members)
    }

    private static func json(_ field: Row) throws -> JSON {
        [
            "name": try text("name", of: field), "value": .string(try value(of: field)), "read": try text("value", of: field),
            "text": try text("text", of: field), "confidence": .number(try field.value("confidence")),
            "state": try text("state", of: field), "failed_rule": try text("failed_rule", of: field),
            "entry": try text("entry", of: field),
            "alternatives": ReviewField.parsed(try field.value("alternatives")), "review": try text("review", of: field),
            "reviewed_by": try text("who", of: field),
            "box": JSON(try ["x", "y", "width", "height"].map { try field.value($0) as Int }),
        ]
    }

    private static func text(_ column: String, of row: Row) throws -> JSON {
        (try row.optional(column) as String?).map { .string($0) } ?? .null
    }
}
