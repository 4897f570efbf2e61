import DigitDecoding
import DigitFiles
import DigitForms
import Foundation
import GRDB

/// The valid numbers of fields and their earlier readings. They belong to a job like its forms, since the sheets read so far were
/// decided with them.
extension Job {
    /// Stores the lists, or checks that the job was begun with the same ones.
    /// - Parameter lists: the valid numbers, by field name.
    /// - Returns: the lists of the job, including those that are not given again.
    /// - Throws: `JobError` if a list has changed, or sheets were read without it.
    package func setLists(_ lists: [String: NumberList]) throws(JobError) -> [String: NumberList] {
        let kept = try write { database -> [(field: String, numbers: String)] in
            for (field, list) in lists.sorted(by: { $0.key < $1.key }) {
                let numbers = (0..<list.count).map { list.text($0) }.joined(separator: "\n")
                try self.keep(numbers, .list, of: field, in: database)
            }
            return try Row.fetchAll(database, sql: "SELECT field, numbers FROM list ORDER BY field")
                .map { (try $0.value("field"), try $0.value("numbers")) }
        }
        var result = lists
        for (field, numbers) in kept where result[field] == nil {
            do throws(DecodingError) {
                result[field] = try NumberList(numbers: numbers.split(separator: "\n").map(String.init))
            } catch { throw JobError("\(path): list of \"\(field)\": \(error)") }
        }
        return result
    }

    /// Stores the earlier readings, or checks that the job was begun with the same ones.
    /// - Parameter previous: the earlier readings, by field name.
    /// - Returns: the earlier readings of the job, including those that are not given again.
    /// - Throws: `JobError` if they have changed, or sheets were read without them.
    package func setPrevious(_ previous: [String: PreviousReadings]) throws(JobError) -> [String: PreviousReadings] {
        let kept = try write { database -> [(field: String, readings: String)] in
            for (field, readings) in previous.sorted(by: { $0.key < $1.key }) {
                try self.keep(readings.text, .previous, of: field, in: database)
            }
            return try Row.fetchAll(database, sql: "SELECT field, readings FROM previous ORDER BY field")
                .map { (try $0.value("field"), try $0.value("readings")) }
        }
        var result = previous
        for (field, readings) in kept where result[field] == nil {
            do throws(FormError) { result[field] = try PreviousReadings(Array(readings.utf8), name: "\(field).csv") } catch {
                throw JobError("\(path): earlier readings of \"\(field)\": \(error)")
            }
        }
        return result
    }

    /// What is known of a field, with its table, its column, and its name in errors.
    private enum Known {
        case list, previous

        var table: String { self == .list ? "list" : "previous" }
        var column: String { self == .list ? "numbers" : "readings" }
        var name: String { self == .list ? "list" : "table of earlier readings" }
    }

    private func keep(_ text: String, _ known: Known, of field: String, in database: Database) throws {
        let hash = sha256(Array(text.utf8))
        if let hashBefore = try String.fetchOne(
            database, sql: "SELECT hash FROM \(known.table) WHERE field = ?", arguments: [field])
        {
            guard hashBefore == hash else {
                throw JobError(
                    "\(path): the \(known.name) of \"\(field)\" has changed since the job was begun; begin a new job")
            }
            return
        }
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sheet") == 0 else {
            throw JobError(
                "\(path): the job was begun without a \(known.name) of \"\(field)\"; begin a new job")
        }
        try database.execute(
            sql: "INSERT INTO \(known.table) (field, hash, \(known.column)) VALUES (?, ?, ?)", arguments: [field, hash, text])
    }
}
