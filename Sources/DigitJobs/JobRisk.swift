import DigitForms
import GRDB

/// Decides which values of a job are sure, over all sheets, as `StackRisk` does.
struct JobRisk {
    let database: Database
    let fields: StackFields

    /// Fields without an answer that are sure or doubtful by their confidence alone, as `FieldReading.dependsOnConfidence`.
    private static let candidates = """
        SELECT field.id, field.confidence FROM temp.settled
        JOIN sheet ON sheet.form = settled.form JOIN field ON field.sheet = sheet.id AND field.name = settled.name
        WHERE field.state IN ('sure', 'doubtful') AND field.failed_rule IS NULL AND field.value <> ''
            AND (field.review IS NULL OR field.review IN ('skipped', 'flagged'))
            AND CASE WHEN settled.has_list THEN field.entry IS NOT NULL ELSE instr(field.text, '?') = 0 END
        """

    func run() throws {
        try database.execute(
            sql: """
                DROP TABLE IF EXISTS temp.settled;
                CREATE TEMP TABLE settled (form TEXT, name TEXT, has_list INTEGER, PRIMARY KEY (form, name));
                """)
        for form in fields.forms {
            for field in form.fields where field.kind.isWritten {
                try database.execute(
                    sql: "INSERT INTO temp.settled VALUES (?, ?, ?)", arguments: [form.name, field.name, fields.hasList(field)])
            }
        }
        var risk = StackRisk()
        let rows = try Row.fetchCursor(database, sql: Self.candidates)
        while let row = try rows.next() { risk.add(try row.value("confidence")) }
        let least = risk.sureConfidence
        try database.execute(
            sql: """
                UPDATE field SET state = CASE WHEN confidence >= ? THEN 'sure' ELSE 'doubtful' END, needs_review = confidence < ?
                WHERE (state = 'sure') <> (confidence >= ?) AND id IN (SELECT id FROM (\(Self.candidates)));
                """, arguments: [least, least, least])
        try database.execute(sql: "DROP TABLE temp.settled")
    }
}
