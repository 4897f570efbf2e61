import DigitForms
import GRDB

/// The decisions that need all sheets of a job.
extension Job {
    /// Settles all sheets read so far, as `FormReader.settle` does: all or nothing. A person's answer stands.
    /// - Parameter reader: the reader of the job's forms, with its lists.
    package func settle(_ reader: FormReader) throws(JobError) {
        try settle(StackFields(forms: try forms(), listCounts: reader.listCounts), recheck: reader.recheck)
    }

    /// - Parameter recheck: checks the rules of a sheet again for values that have changed.
    package func settle(
        _ fields: StackFields, recheck: (_ sheet: inout SheetReading, _ changed: Set<String>) -> Void
    ) throws(JobError) {
        try write { database in
            try Self.restore(in: database)
            for (field, count) in fields.listCounts.sorted(by: { $0.key < $1.key }) {
                try JobAssignment(database: database, field: field).run(count: count)
            }
            for form in fields.forms {
                for field in form.fields where fields.isDate(field) {
                    try JobYears(database: database, form: form.name, field: field).run()
                }
            }
            try Self.recheck(in: database, recheck)
            for form in fields.forms {
                for unique in StackUniqueness(form).fields {
                    try Self.markRepeated(unique.names, of: form.name, rule: unique.rule, in: database)
                }
            }
            try JobRisk(database: database, fields: fields).run()
            try database.execute(
                sql: """
                    UPDATE sheet SET needs_review = state IN ('unreadable', 'other form')
                        OR EXISTS (SELECT 1 FROM field WHERE field.sheet = sheet.id AND field.needs_review)
                    """)
        }
    }

    /// Begins anew from what each sheet alone is read as, except where a person has answered.
    private static func restore(in database: Database) throws {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT * FROM field WHERE as_read IS NOT NULL AND answer IS NULL ORDER BY +id")
        while let row = try rows.next() { try StoredField(row).restore(in: database) }
    }

    /// Checks the rules again for sheets on which a list or the years of other sheets have changed a value.
    private static func recheck(
        in database: Database, _ recheck: (_ sheet: inout SheetReading, _ changed: Set<String>) -> Void
    ) throws {
        let changed = try Row.fetchCursor(
            database,
            sql: """
                SELECT id, form FROM sheet WHERE EXISTS (SELECT 1 FROM field WHERE sheet = sheet.id 
                    AND as_read IS NOT NULL AND json_extract(as_read, '$.value') <> value)
                """)
        while let row = try changed.next() {
            let entries = try StoredField.all(ofSheet: try row.value("id"), in: database)
            var sheet = SheetReading(
                state: .read, form: try row.optional("form"), registrationScore: 1, fields: entries.map(\.now))
            recheck(&sheet, Set(entries.filter { $0.now.value != $0.read.value }.map(\.now.name)))
            for (entry, field) in zip(entries, sheet.fields) where entry.answer == nil && field != entry.now {
                try entry.write(field, in: database)
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
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT * FROM field WHERE answer IS NULL AND id IN (SELECT id FROM (\(all)) WHERE final IN
                    (SELECT final FROM (\(all)) GROUP BY final HAVING count(*) > 1))
                """, arguments: StatementArguments(arguments + arguments))
        for stored in try Array(rows.map(StoredField.init)) {
            var field = stored.now
            field.doubt(rule)
            try stored.write(field, in: database)
        }
    }
}
