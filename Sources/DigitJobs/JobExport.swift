import DigitForms
import DigitJSON
import DigitText
import GRDB

/// Exports tables of a job: a row for each sheet, in the order of the files.
package struct JobExport: Sendable {
    /// The formats: a row for each sheet, a line of JSON for each, or a row for each row of the sheets' own tables.
    package enum Format: String, CaseIterable, Sendable { case csv, jsonl, rows }

    private let job: Job
    private let format: Format

    package init(_ job: Job, format: Format) { (self.job, self.format) = (job, format) }

    /// Writes the table line by line, from one snapshot of the job. At most one sheet is held in memory.
    /// - Parameter write: receives a line without its end.
    /// - Throws: `JobError`, including for what `write` throws.
    package func write(_ write: (String) throws -> Void) throws(JobError) {
        let names = try job.fieldNames()
        let tables = format == .rows ? TableRows(try job.forms()) : nil
        try job.read { database in
            if format == .csv { try write(Self.header(names)) }
            if let tables {
                try write((["file", "page", "form", "row"] + tables.header).map(csvField).joined(separator: ","))
            }
            // The first place of each sheet: duplicates count once.
            let sheets = try Row.fetchCursor(
                database,
                sql: """
                    SELECT source.file, source.page, source.has_pages, sheet.id, sheet.state, sheet.form, sheet.error FROM source
                    JOIN sheet ON sheet.id = source.sheet
                    WHERE NOT EXISTS (SELECT 1 FROM source AS other WHERE other.sheet = source.sheet
                        AND (other.file, other.page) < (source.file, source.page))
                    ORDER BY source.file, source.page
                    """)
            let fields = try database.cachedStatement(
                sql: """
                    SELECT *, (SELECT who FROM change WHERE field = field.id AND NOT undone AND NOT is_undo ORDER BY id DESC LIMIT 1) AS who
                    FROM field WHERE sheet = ? ORDER BY place
                    """)
            while let sheet = try sheets.next() {
                let rows = try Row.fetchAll(fields, arguments: [try sheet.value("id") as Int64])
                if let tables { for line in try Self.rows(sheet, rows, tables) { try write(line) } }
                if format == .csv { try write(try Self.csv(sheet, rows, names)) }
                if format == .jsonl { try write(try Self.json(sheet, rows).text) }
            }
        }
    }

    private static func header(_ names: [String]) -> String {
        (["file", "page", "form", "sheet"] + names.flatMap { [$0, "\($0) confidence", "\($0) state"] }).map(csvField).joined(
            separator: ",")
    }

    private static func csv(_ sheet: Row, _ fields: [Row], _ names: [String]) throws -> String {
        let page = try sheet.value("has_pages") ? "\(try sheet.value("page") as Int)" : ""
        var values: [String] = [try sheet.value("file"), page, try sheet.optional("form") ?? "", try sheet.value("state")]
        let byName = Dictionary(try fields.map { (try $0.value("name") as String, $0) }) { first, _ in first }
        for name in names {
            guard let field = byName[name] else {
                values += ["", "", ""]
                continue
            }
            values += try texts(field)
        }
        return values.map(csvField).joined(separator: ",")
    }

    /// A field's value, confidence and state.
    private static func texts(_ field: Row) throws -> [String] {
        let confidence = ((try field.value("confidence") as Double) * 10_000).rounded() / 10_000
        return [try value(of: field), "\(confidence)", try field.optional("review") ?? field.value("state")]
    }

    /// Whether it is blank: as read, or as a person answered.
    private static func isBlank(_ field: Row) throws -> Bool {
        let wasAnswered = try field.optional("answer") as String? != nil
        return try value(of: field).isEmpty && (wasAnswered || (try field.value("state") as String) == "blank")
    }

    /// The nonempty rows of a sheet's tables.
    private static func rows(_ sheet: Row, _ fields: [Row], _ tables: TableRows) throws -> [String] {
        let page = try sheet.value("has_pages") ? "\(try sheet.value("page") as Int)" : ""
        let own: [String] = [try sheet.value("file"), page, try sheet.optional("form") ?? ""]
        let cells = try fields.map { field in
            TableRows.Cell(name: try field.value("name"), isBlank: try isBlank(field), texts: try texts(field))
        }
        return tables.rows(of: cells).map { number, texts in
            (own + ["\(number)"] + texts).map(csvField).joined(separator: ",")
        }
    }

    /// The person's answer, or else the reading.
    private static func value(of field: Row) throws -> String { try field.optional("answer") ?? field.value("value") }

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
