import DigitFiles
import DigitForms
import DigitPhoto
import Foundation
import GRDB
import Synchronization

/// A stack of sheets, their readings, and people's answers: one SQLite file.
///
/// Everything done is on the disk when it is done: a job that was killed continues where it was. Several processes may use one
/// job at a time; only one of them may read sheets into it.
package final class Job: Sendable {
    /// The file, as the caller named it.
    package let path: String
    let database: DatabasePool
    /// The file that was opened: another one may get its name.
    private let file: FileIdentity
    /// Its path without links: SQLite's other files are beside it.
    private let place: String
    private let isDeleted = Atomic(false)
    /// What may be typed into each form's fields, by the hash of its file: its picture takes long to decode.
    let typedValues = Mutex<[String: TypedValues]>([:])

    /// The file's name without its folder.
    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The time to wait for another process that is writing, in seconds.
    private static let patience = 10.0

    /// Opens a job, or creates one.
    /// - Parameter isNew: whether it may be created if there is none.
    /// - Throws: `JobError` naming the file: missing, something else, or from a newer version of digits.
    package init(_ path: String, mayBeNew: Bool) throws(JobError) {
        self.path = path
        do {
            try Self.check(path, mayBeNew: mayBeNew)
            var configuration = Configuration()
            configuration.busyMode = .timeout(Self.patience)
            configuration.label = "job"
            // The file is untrusted (sqlite.org/security.html): its schema may not call functions, and sizes in it are checked.
            configuration.prepareDatabase { database in
                try JobPages.readingSchema(of: database) {
                    try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0")
                }
            }
            database = try DatabasePool(path: path, configuration: configuration)
            let isNew = try database.write { database in
                let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
                if isEmpty, mayBeNew {
                    try JobSchema.create(database)
                    return true
                }
                guard try Int.fetchOne(database, sql: "PRAGMA application_id") == JobSchema.applicationID else {
                    throw JobError("\(path): a digits job expected, found another database")
                }
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard version == JobSchema.version else {
                    throw JobError("\(path): a job of version \(JobSchema.version) expected, got \(version)")
                }
                guard try JobSchema.isSchema(of: database) else {
                    throw JobError("\(path): the tables of a digits job expected, found others")
                }
                return false
            }
            if !isNew { try JobPages.check(database, path: path) }
            guard let file = try fileIdentity(path) else { throw Self.gone(path) }
            self.file = file
            place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        } catch { throw JobError(error, path: path) }
    }

    /// Checks the file before the database does, which changes what it opens.
    private static func check(_ path: String, mayBeNew: Bool) throws {
        let kind = try pathKind(path)
        if kind == nil, mayBeNew { return }
        guard kind == .file else {
            throw JobError("\(path): a job expected, found \(kind == nil ? "none" : "no file")", kind: .missing)
        }
        // "Database File Format", 1.3: SQLite's name first, the application ID at 68.
        let head = try RandomAccessFile(path).read(at: 0, count: 72)
        if head.isEmpty, mayBeNew { return }
        guard head.count == 72, head.starts(with: "SQLite format 3\0".utf8) else {
            throw JobError("\(path): a digits job expected, found another file")
        }
        // 0 in a new job that was not closed properly: the last writes are in the file beside it.
        let application = head.suffix(4).reduce(0) { $0 << 8 | Int($1) }
        guard [0, JobSchema.applicationID].contains(application) else {
            throw JobError("\(path): a digits job expected, found another database")
        }
    }

    /// Runs `body` with the database, as one transaction.
    func write<Result>(_ body: (Database) throws -> Result) throws(JobError) -> Result { try using { try database.write(body) } }

    /// Runs `body` with a consistent snapshot of the database.
    func read<Result>(_ body: (Database) throws -> Result) throws(JobError) -> Result { try using { try database.read(body) } }

    private func using<Result>(_ body: () throws -> Result) throws(JobError) -> Result {
        try checkIsThere()
        do { return try body() } catch {
            // What is under way while the job is deleted fails in many ways.
            throw isDeleted.load(ordering: .acquiring) ? Self.gone(path) : JobError(error, path: path)
        }
    }

    /// Checks that the path still leads to the file that was opened: answers in a file that somebody has removed would be lost, and a
    /// file that has taken its place is another job.
    private func checkIsThere() throws(JobError) {
        let found: FileIdentity?
        do throws(FileError) { found = try fileIdentity(path) } catch { throw JobError("\(error)") }
        guard found == file, !isDeleted.load(ordering: .acquiring) else { throw Self.gone(path) }
    }

    private static func gone(_ path: String) -> JobError {
        JobError("\(path): a job expected, it was deleted or replaced", kind: .missing)
    }

    /// Keeps other processes from reading into the job; released when the process ends, at the latest.
    func lock() throws(JobError) -> LockFile {
        // A lock of a file that is gone would be left behind.
        try checkIsThere()
        let lock: LockFile?
        do throws(FileError) { lock = try LockFile(place + ".lock") } catch { throw JobError("\(error)") }
        guard let lock else { throw JobError("\(path): another process is reading into this job", kind: .busy) }
        return lock
    }

    /// The most pixels in the pictures of all forms: as many as in those that clients of a server save.
    package static let formPixels = 400_000_000

    /// The same for files of this size: large ones may have more, as 100 megapixels of white take 26 KB.
    private static func mostPixels(_ pixels: Int, fileBytes: Int) -> Int { pixels + 16 * fileBytes }

    /// Stores the forms, or checks that the job was begun with the same ones.
    /// - Parameter pixelLimit: the most pixels in the pictures of all forms, and 16 more for each byte of their files.
    /// - Throws: `JobError` if a form has changed since, or there are too many pixels.
    package func setForms(_ forms: [Form], pixelLimit: Int = Job.formPixels) throws(JobError) {
        try write { database in
            var (pixels, bytes) = (0, 0)
            for form in forms {
                let file = Array(try form.text().utf8)
                (pixels, bytes) = (pixels + form.width * form.height, bytes + file.count)
                let hash = sha256(file)
                let known = try String.fetchOne(database, sql: "SELECT hash FROM form WHERE name = ?", arguments: [form.name])
                guard let known else {
                    try database.execute(
                        sql: "INSERT INTO form (name, hash, file) VALUES (?, ?, ?)", arguments: [form.name, hash, Data(file)])
                    continue
                }
                guard known == hash else {
                    throw JobError(
                        "\(self.path): the form \"\(form.name)\" has changed since the job was begun; begin a new job")
                }
            }
            let most = Self.mostPixels(pixelLimit, fileBytes: bytes)
            guard pixels <= most else {
                throw JobError("\(self.path): at most \(most) pixels in the pictures of all forms expected, found \(pixels)")
            }
        }
    }

    /// The forms that the job was begun with.
    /// - Parameter pixelLimit: as `setForms(_:pixelLimit:)`.
    package func forms(pixelLimit: Int = Job.formPixels) throws(JobError) -> [Form] {
        let files = try read {
            try Row.fetchAll($0, sql: "SELECT file FROM form ORDER BY name").map { [UInt8](try $0.value("file") as Data) }
        }
        let most = Self.mostPixels(pixelLimit, fileBytes: files.reduce(0) { $0 + $1.count })
        var (forms, left) = ([Form](), most)
        for file in files {
            do throws(FormError) {
                let form = try Form(encoded: file, pixelLimit: min(defaultPixelLimit, left))
                left -= form.width * form.height
                forms.append(form)
            } catch {
                // Only then may it be too large because of the others.
                let rest = left < defaultPixelLimit ? "\(left) of \(most) pixels left for the pictures of all forms: " : ""
                throw JobError("\(path): \(rest)\(error)")
            }
        }
        return forms
    }

    /// Ends all use of the file and removes it with all its contents, pictures and answers included. From then on, everything else
    /// throws an error of the kind `missing`.
    /// - Throws: `JobError` if another process is reading into it, or it was deleted or replaced before.
    package func delete() throws(JobError) {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        // It may have been deleted before it was locked.
        try checkIsThere()
        isDeleted.store(true, ordering: .releasing)
        // Tells other processes that have it open, as their writes to a removed file would be lost. This may fail, as on a full
        // disk.
        try? database.write { database in
            for table in ["change", "field", "source", "sheet", "list", "previous", "form"] {
                try database.execute(sql: "DROP TABLE \(table)")
            }
        }
        do { try database.close() } catch {
            isDeleted.store(false, ordering: .releasing)
            throw JobError(error, path: path)
        }
        // The file itself comes last: once it is gone, the others may be those of a new job.
        for ending in ["-wal", "-shm", ".lock"] { try? FileManager.default.removeItem(atPath: place + ending) }
        do { try FileManager.default.removeItem(atPath: place) } catch {
            throw JobError("\(path): the job is empty now, but its file could not be removed")
        }
    }
}
