import DigitFiles
import DigitForms
import Foundation
import GRDB

/// A stack of sheets, what was read of them, and what people answered: one SQLite file.
///
/// All that is done is on the disk when it is done: a job that was killed goes on where it was. Several processes may use one job at a
/// time; only one of them may read sheets into it.
package final class Job: Sendable {
    /// The file, as the caller named it.
    package let path: String
    let database: DatabasePool

    /// The file's name without its folder.
    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// How long to wait for another process that is writing, in seconds.
    private static let patience = 10.0

    /// Opens a job, or makes one.
    /// - Parameter isNew: whether it may be made where there is none.
    /// - Throws: `JobError` naming the file: none there, something else, or one of a newer digits.
    package init(_ path: String, mayBeNew: Bool) throws(JobError) {
        self.path = path
        do {
            if !mayBeNew, try pathKind(path) != .file { throw JobError("\(path): a job expected, found none") }
            var configuration = Configuration()
            configuration.busyMode = .timeout(Self.patience)
            configuration.label = "job"
            database = try DatabasePool(path: path, configuration: configuration)
            try database.write { database in
                let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
                if isEmpty, mayBeNew { return try JobSchema.create(database) }
                guard try Int.fetchOne(database, sql: "PRAGMA application_id") == JobSchema.applicationID else {
                    throw JobError("\(path): a job of digits expected, found another database")
                }
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard version == JobSchema.version else {
                    throw JobError("\(path): a job of version \(JobSchema.version) expected, got \(version)")
                }
            }
        } catch { throw JobError(error, path: path) }
    }

    /// Runs `body` with the database, as one change.
    func write<Result>(_ body: (Database) throws -> Result) throws(JobError) -> Result {
        do { return try database.write(body) } catch { throw JobError(error, path: path) }
    }

    /// Runs `body` with the database as it is at one moment.
    func read<Result>(_ body: (Database) throws -> Result) throws(JobError) -> Result {
        do { return try database.read(body) } catch { throw JobError(error, path: path) }
    }

    /// Keeps the forms, or checks that the job was begun with the same ones.
    /// - Throws: `JobError` if a form has changed since.
    package func setForms(_ forms: [Form]) throws(JobError) {
        try write { database in
            for form in forms {
                let file = Array(try form.text().utf8)
                let hash = sha256(file)
                let known = try String.fetchOne(database, sql: "SELECT hash FROM form WHERE name = ?", arguments: [form.name])
                guard let known else {
                    try database.execute(
                        sql: "INSERT INTO form (name, hash, file) VALUES (?, ?, ?)", arguments: [form.name, hash, Data(file)])
                    continue
                }
                guard known == hash else {
                    throw JobError(
                        "\(self.path): form \"\(form.name)\" as the job was begun with expected, it has changed; begin a new job")
                }
            }
        }
    }

    /// The forms that the job was begun with.
    package func forms() throws(JobError) -> [Form] {
        let files = try read {
            try Row.fetchAll($0, sql: "SELECT file FROM form ORDER BY name").map { [UInt8]($0["file"] as Data) }
        }
        do throws(FormError) {
            var forms: [Form] = []
            for file in files { forms.append(try Form(encoded: file)) }
            return forms
        } catch { throw JobError("\(path): \(error)") }
    }

    /// Ends all use of the file and removes it with all that is in it, pictures and answers.
    package func delete() throws(JobError) {
        do { try database.close() } catch { throw JobError(error, path: path) }
        for ending in ["", "-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: path + ending) }
    }
}
