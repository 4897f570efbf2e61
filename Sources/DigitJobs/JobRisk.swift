import DigitForms
import GRDB

/// Decides which values of a job are sure, over all sheets, as `StackRisk` does.
struct JobRisk {
    let database: Database
    let fields: StackFields

    /// Fields without an answer that are sure or doubtful by their confidence alone, as `FieldReading.dependsOnConfidence`.
    private static let candidates = """
        SELECT field.id, field.confidence FROM field JOIN sheet ON sheet.id = field.sheet
        WHERE sheet.form = ? AND field.name = ? AND field.state IN ('sure', 'doubtful') AND field.failed_rule IS NULL
            AND field.value <> '' AND instr(field.text, '?') = 0 AND field.review IS NULL
        """

    func run() throws {
        var risk = StackRisk()
        for place in places {
            let rows = try Row.fetchCursor(database, sql: Self.candidates, arguments: [place.form, place.field])
            while let row = try rows.next() { risk.add(try row.value("confidence")) }
        }
        let least = risk.sureConfidence
        for place in places {
            try database.execute(
                sql: """
                    UPDATE field SET state = CASE WHEN confidence >= ? THEN 'sure' ELSE 'doubtful' END, needs_review = confidence < ?
                    WHERE id IN (SELECT id FROM (\(Self.candidates)))
                    """, arguments: [least, least, place.form, place.field])
        }
    }

    private var places: [(form: String, field: String)] {
        fields.forms.flatMap { form in form.fields.filter(fields.sharesRisk).map { (form.name, $0.name) } }
    }
}
