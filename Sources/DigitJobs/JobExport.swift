import DigitJSON
import GRDB

/// Tables of a job: a row for each sheet, in the order of the files.
package struct JobExport: Sendable {
    /// The forms of a table.
    package enum Format: String, CaseIterable, Sendable { case csv, jsonl }

    private let job: Job
    private let format: Format

    package init(_ job: Job, format: Format) { (self.job, self.format) = (job, format) }

    /// Writes the table line by line, as it is at one moment. No more than a sheet is held.
    /// - Parameter write: takes a line without its end.
    /// - Throws: `JobError`, also about what `write` throws.
    package func write(_ write: (String) throws -> Void) throws(JobError) {
        let names = try job.fieldNames()
        try job.read { database in
            if format == .csv { try write(Self.header(names)) }
            // The first place of each sheet: what was found twice counts once.
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
                let rows = try Row.fetchAll(fields, arguments: [sheet["id"] as Int64])
                try write(format == .csv ? Self.csv(sheet, rows, names) : Self.json(sheet, rows).text)
            }
        }
    }

    private static func header(_ names: [String]) -> String {
        (["file", "page", "form", "sheet"] + names.flatMap { [$0, "\($0) confidence", "\($0) state"] }).map(quoted).joined(
            separator: ",")
    }

    private static func csv(_ sheet: Row, _ fields: [Row], _ names: [String]) -> String {
        let page: String = (sheet["has_pages"] as Bool) ? "\(sheet["page"] as Int)" : ""
        var values: [String] = [sheet["file"], page, (sheet["form"] as String?) ?? "", sheet["state"]]
        let byName = Dictionary(fields.map { ($0["name"] as String, $0) }) { first, _ in first }
        for name in names {
            guard let field = byName[name] else {
                values += ["", "", ""]
                continue
            }
            let confidence = ((field["confidence"] as Double) * 10_000).rounded() / 10_000
            let (review, state): (String?, String) = (field["review"], field["state"])
            values += [value(of: field), "\(confidence)", review ?? state]
        }
        return values.map(quoted).joined(separator: ",")
    }

    /// What a person said, or else what was read.
    private static func value(of field: Row) -> String {
        let (answer, value): (String?, String) = (field["answer"], field["value"])
        return answer ?? value
    }

    private static func json(_ sheet: Row, _ fields: [Row]) -> JSON {
        var members: [JSON.Member] = [.init("file", .string(sheet["file"]))]
        if sheet["has_pages"] as Bool { members.append(.init("page", .integer(sheet["page"]))) }
        members += [
            .init("form", (sheet["form"] as String?).map { .string($0) } ?? .null), .init("state", .string(sheet["state"])),
        ]
        if let error: String = sheet["error"] { members.append(.init("error", .string(error))) }
        members.append(.init("fields", .array(fields.map(json))))
        return .object(members)
    }

    private static func json(_ field: Row) -> JSON {
        func text(_ name: String) -> JSON { (field[name] as String?).map { .string($0) } ?? .null }
        return [
            "name": text("name"), "value": .string(value(of: field)), "read": text("value"), "text": text("text"),
            "confidence": .number(field["confidence"]), "state": text("state"), "failed_rule": text("failed_rule"),
            "entry": text("entry"), "alternatives": ReviewField.parsed(field["alternatives"]), "review": text("review"),
            "reviewed_by": text("who"), "box": JSON(["x", "y", "width", "height"].map { field[$0] as Int }),
        ]
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
