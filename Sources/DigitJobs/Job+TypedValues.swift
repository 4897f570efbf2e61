import DigitForms
import Foundation
import GRDB

/// What people type into a field is checked as its readings are.
extension Job {
    /// The normalized value of a text for a field; the text if the job has no form that says what is valid.
    /// - Throws: `ReviewError` that says what is expected.
    func typedValue(_ text: String, of id: Int64) throws(ReviewError) -> String {
        let found: (field: String, values: TypedValues)?
        do throws(JobError) { found = try typedValues(of: id) } catch { throw .job(error) }
        guard let found else { return text }
        do throws(FormError) { return try found.values.value(of: text, in: found.field) } catch { throw .notOfKind("\(error)") }
    }

    private func typedValues(of id: Int64) throws(JobError) -> (field: String, values: TypedValues)? {
        let row = try read { database -> (field: String, hash: String)? in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT field.name AS name, form.hash AS hash FROM field JOIN sheet ON sheet.id = field.sheet
                    JOIN form ON form.name = sheet.form WHERE field.id = ?
                    """, arguments: [id]
            ).map { (try $0.value("name"), try $0.value("hash")) }
        }
        guard let row else { return nil }
        if let known = typedValues.withLock({ $0[row.hash] }) { return (row.field, known) }
        let file = try read { try Data.fetchOne($0, sql: "SELECT file FROM form WHERE hash = ?", arguments: [row.hash]) }
        guard let file else { return nil }
        do throws(FormError) {
            let values = try TypedValues(try Form(encoded: [UInt8](file)))
            typedValues.withLock { $0[row.hash] = values }
            return (row.field, values)
        } catch { throw JobError("\(path): \(error)") }
    }
}
