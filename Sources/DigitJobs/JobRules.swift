import DigitForms
import GRDB

/// The rules that concern a job as a whole: those between sheets, and those about values that a list has changed.
extension Job {
    /// Marks fields that break a rule as doubtful, on all sheets read so far: all or nothing. A person's answer stands.
    /// - Parameter reader: the reader of the job's forms, with its lists.
    package func checkRules(_ reader: FormReader) throws(JobError) {
        try write { database in
            try Self.recheck(reader, in: database)
            for form in reader.forms {
                for rule in form.rules {
                    guard case .unique(let field) = rule.kind else { continue }
                    let names = form.fields.filter { $0.name == field || $0.row?.column == field }.map(\.name)
                    try Self.markRepeated(names, of: form.name, rule: rule.name, in: database)
                }
            }
            try database.execute(
                sql: """
                    UPDATE sheet SET needs_review = 1 WHERE NOT needs_review
                        AND EXISTS (SELECT 1 FROM field WHERE field.sheet = sheet.id AND field.needs_review)
                    """)
        }
    }

    /// Checks the rules again for sheets on which a list has changed a number.
    private static func recheck(_ reader: FormReader, in database: Database) throws {
        let changed = try Row.fetchCursor(
            database,
            sql: """
                SELECT id, form FROM sheet WHERE EXISTS (SELECT 1 FROM field WHERE sheet = sheet.id AND as_read IS NOT NULL)
                """)
        while let row = try changed.next() {
            let entries = try JobAssignment.entries(ofSheet: try row.value("id"), in: database)
            var sheet = SheetReading(
                state: .read, form: try row.optional("form"), registrationScore: 1, fields: entries.map(\.now))
            reader.recheck(&sheet, changed: Set(entries.filter { $0.now.value != $0.read.value }.map(\.now.name)))
            for (entry, field) in zip(entries, sheet.fields) where entry.answer == nil && field != entry.now {
                try database.execute(
                    sql: "UPDATE field SET state = ?, failed_rule = ?, needs_review = 1 WHERE id = ?",
                    arguments: [field.state.rawValue, field.failedRule, entry.id])
            }
        }
    }

    /// Marks values that must be unique and are not.
    private static func markRepeated(_ names: [String], of form: String, rule: String, in database: Database) throws {
        let places = names.map { _ in "?" }.joined(separator: ", ")
        let all = """
            SELECT field.id, coalesce(field.answer, field.value) AS final FROM field JOIN sheet ON sheet.id = field.sheet
            WHERE field.name IN (\(places)) AND sheet.form = ? AND final <> ''
            """
        let arguments = names + [form]
        try database.execute(
            sql: """
                UPDATE field SET failed_rule = coalesce(failed_rule, ?), needs_review = 1,
                    state = CASE state WHEN 'sure' THEN 'doubtful' ELSE state END
                WHERE answer IS NULL AND id IN (SELECT id FROM (\(all)) WHERE final IN
                    (SELECT final FROM (\(all)) GROUP BY final HAVING count(*) > 1))
                """, arguments: StatementArguments([rule] + arguments + arguments))
    }
}
