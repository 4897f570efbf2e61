import GRDB

/// The tables of a job.
///
/// - `form` has the forms that the job was begun with, `list` the valid numbers of fields, and `previous` their earlier readings.
/// - `sheet` has a row for each picture of a page, known by its contents, so that no sheet counts twice; `source` says where it was found.
/// - `field` has the reading, and beside it a person's answer; `as_read` is the sheet's own reading if other sheets or a
///   list have changed it. `change`
///   has every answer, with who gave it and when.
enum JobSchema {
    /// Another schema, even in its spacing, has another version.
    static let version = 4
    /// "digj": SQLite's `application_id`, so that other databases are not taken for jobs.
    static let applicationID = 0x6469_676A

    static func create(_ database: Database) throws {
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                CREATE TABLE form (
                    name TEXT PRIMARY KEY, hash TEXT NOT NULL, file BLOB NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE list (
                    field TEXT PRIMARY KEY, hash TEXT NOT NULL, numbers TEXT NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE previous (
                    field TEXT PRIMARY KEY, hash TEXT NOT NULL, readings TEXT NOT NULL
                ) WITHOUT ROWID;
                CREATE TABLE sheet (
                    id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, state TEXT NOT NULL, form TEXT, score REAL, turn INTEGER,
                    map TEXT, curl TEXT, error TEXT, needs_review INTEGER NOT NULL, picture BLOB,
                    read_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                );
                CREATE TABLE source (
                    file TEXT NOT NULL, page INTEGER NOT NULL, has_pages INTEGER NOT NULL,
                    sheet INTEGER NOT NULL REFERENCES sheet(id) ON DELETE CASCADE, PRIMARY KEY (file, page)
                ) WITHOUT ROWID;
                CREATE INDEX source_of_sheet ON source(sheet);
                CREATE TABLE field (
                    id INTEGER PRIMARY KEY, sheet INTEGER NOT NULL REFERENCES sheet(id) ON DELETE CASCADE, place INTEGER NOT NULL,
                    name TEXT NOT NULL, value TEXT NOT NULL, text TEXT NOT NULL, confidence REAL NOT NULL, state TEXT NOT NULL,
                    is_missing INTEGER NOT NULL, entry TEXT, failed_rule TEXT, alternatives TEXT NOT NULL, guesses TEXT NOT NULL,
                    x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
                    needs_review INTEGER NOT NULL, as_read TEXT, review TEXT, answer TEXT, leased_by TEXT, leased_until REAL,
                    UNIQUE (sheet, place)
                );
                CREATE INDEX field_to_review ON field(id) WHERE needs_review AND review IS NULL;
                CREATE INDEX field_reviewed ON field(review) WHERE review IS NOT NULL;
                CREATE TABLE change (
                    id INTEGER PRIMARY KEY, field INTEGER NOT NULL REFERENCES field(id) ON DELETE CASCADE, who TEXT NOT NULL,
                    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), review TEXT, answer TEXT,
                    earlier_review TEXT, earlier_answer TEXT, is_undo INTEGER NOT NULL DEFAULT 0, undone INTEGER NOT NULL DEFAULT 0
                );
                CREATE INDEX change_of_person ON change(who, id);
                """)
    }

    /// Whether a database has these tables and indices, and nothing else: a file may have a view of endless rows in a table's place,
    /// or a trigger.
    static func isSchema(of database: Database) throws -> Bool {
        let empty = try DatabaseQueue()
        let expected = try empty.write { database in
            try create(database)
            return try objects(in: database)
        }
        return try objects(in: database) == expected
    }

    /// What the schema consists of, with the statements that made it.
    private static func objects(in database: Database) throws -> [Row] {
        // A few more than there should be.
        try Row.fetchAll(database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name LIMIT 100")
    }
}
