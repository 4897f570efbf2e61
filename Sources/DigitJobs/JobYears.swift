import DigitForms
import GRDB

/// Weighs the readings of a date field by the years on a job's other sheets, over all sheets, whenever they were read.
struct JobYears {
    let database: Database
    let form: String
    let field: FormField

    func run() throws {
        var years = YearCounts()
        try forEach { years.add($0.read, answer: $0.answer) }
        try forEach { stored in
            guard stored.answer == nil else { return }
            var new = stored.read
            years.weigh(&new, kind: field.kind)
            if new != stored.now { try stored.write(new, in: database) }
        }
    }

    /// By contents, so that the order of reading has no effect.
    private func forEach(_ body: (StoredField) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT field.* FROM field JOIN sheet ON sheet.id = field.sheet WHERE field.name = ? AND sheet.form = ?
                ORDER BY sheet.hash, field.id
                """, arguments: [field.name, form])
        while let row = try rows.next() { try body(try StoredField(row)) }
    }
}
