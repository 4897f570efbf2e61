import DigitDecoding
import DigitFiles
import Foundation
import GRDB

/// The valid numbers of fields, which belong to a job like its forms: earlier readings were weighed with them.
extension Job {
    /// Stores the lists, or checks that the job was begun with the same ones.
    /// - Parameter lists: for names of fields, their valid numbers.
    /// - Returns: the lists of the job, including those that are not given again.
    /// - Throws: `JobError` if a list has changed, or sheets were read without it.
    package func setLists(_ lists: [String: NumberList]) throws(JobError) -> [String: NumberList] {
        let kept = try write { database -> [(field: String, numbers: String)] in
            for (field, list) in lists.sorted(by: { $0.key < $1.key }) {
                try self.keep(list, of: field, in: database)
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

    private func keep(_ list: NumberList, of field: String, in database: Database) throws {
        let numbers = (0..<list.count).map { list.text($0) }.joined(separator: "\n")
        let hash = sha256(Array(numbers.utf8))
        if let known = try String.fetchOne(database, sql: "SELECT hash FROM list WHERE field = ?", arguments: [field]) {
            guard known == hash else {
                throw JobError(
                    "\(path): the list of \"\(field)\" has changed since the job was begun; begin a new job")
            }
            return
        }
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sheet") == 0 else {
            throw JobError("\(path): the job was begun without a list of \"\(field)\"; begin a new job")
        }
        try database.execute(
            sql: "INSERT INTO list (field, hash, numbers) VALUES (?, ?, ?)", arguments: [field, hash, numbers])
    }
}
