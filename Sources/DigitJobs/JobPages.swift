import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// Checks that SQLite can read a file in proportion to its size.
///
/// SQLite follows whatever a page says ("Database File Format", 1.6): pages that refer many times to the same one are rows without
/// end, and values that share their pages any number of bytes.
enum JobPages {
    /// The steps of SQLite's virtual machine for reading the schema. That of a job takes less than 200.
    private static let schemaSteps: CInt = 1_000
    /// More than `PRAGMA quick_check` needs on the stack for each level of a tree: SQLite 3.40 takes 260 bytes.
    private static let stackBytes = 512
    /// The least and the greatest size of the stack in bytes; Foundation ignores more.
    private static let stackSizes = 1 << 20...1 << 30

    /// Runs `body`, which reads the schema, and ends it if it takes too long. No statement can be run before that.
    static func readingSchema(of database: Database, _ body: () throws -> Void) throws {
        sqlite3_progress_handler(database.sqliteConnection, schemaSteps, { _ in 1 }, nil)
        defer { sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil) }
        try body()
        _ = try Row.fetchOne(database, sql: "SELECT 1 FROM sqlite_master LIMIT 1")
    }

    /// Checks that no page is used twice, and that the file is sound otherwise. This reads all of it, once.
    /// - Throws: `JobError` if it is not.
    static func check(_ database: DatabasePool, path: String) throws {
        let pages = try database.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
        let result = Mutex<Result<String?, JobError>>(.success(nil))
        let done = DispatchSemaphore(value: 0)
        // The check calls itself for each level, and a tree may have as many levels as the file has pages.
        let thread = Thread {
            do {
                let found = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
                result.withLock { $0 = .success(found) }
            } catch { result.withLock { $0 = .failure(JobError(error, path: path)) } }
            done.signal()
        }
        // A multiple of 16 KB, the largest page of memory; Foundation ignores others.
        let size = (pages * stackBytes / 16_384 + 1) * 16_384
        thread.stackSize = min(stackSizes.lowerBound + size, stackSizes.upperBound)
        thread.start()
        done.wait()
        guard try result.withLock({ try $0.get() }) == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
    }
}
