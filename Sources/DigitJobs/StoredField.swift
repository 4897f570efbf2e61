import DigitForms
import DigitJSON
import DigitReader
import GRDB

/// A field of a sheet, as a job has it.
struct StoredField {
    let id: Int64
    /// As now stored in the file.
    let now: FieldReading
    /// As read from the sheet alone.
    let read: FieldReading
    /// A person's answer, if any; empty if no valid value is written.
    let answer: String?

    /// - Parameter row: a row of the table `field`.
    init(_ row: Row) throws {
        let box = PixelBox(
            x: try row.value("x"), y: try row.value("y"), width: try row.value("width"), height: try row.value("height"))
        now = FieldReading(
            name: try row.value("name"), value: try row.value("value"), text: try row.value("text"),
            confidence: try row.value("confidence"), state: try Self.state(try row.value("state")),
            isMissing: try row.value("is_missing"),
            alternatives: Self.alternatives(ReviewField.parsed(try row.value("alternatives"))), entry: try row.optional("entry"),
            guesses: Self.guesses(ReviewField.parsed(try row.value("guesses"))), failedRule: try row.optional("failed_rule"),
            box: box)
        var read = now
        if let text: String = try row.optional("as_read") {
            let json = ReviewField.parsed(text)
            read.value = json["value"]?.string ?? ""
            read.text = json["text"]?.string ?? read.text
            read.confidence = json["confidence"]?.number ?? 0
            read.state = try Self.state(json["state"]?.string ?? "")
            read.alternatives = Self.alternatives(json["alternatives"] ?? .array([]))
            read.failedRule = json["failed_rule"]?.string
            read.entry = nil
        }
        self.read = read
        id = try row.value("id")
        // What is no valid value is no number of a list either.
        answer = try row.optional("review") as String? == ReviewAnswer.misfit("").name ? "" : try row.optional("answer")
    }

    /// The fields of a sheet, in the form's order.
    static func all(ofSheet sheet: Int64, in database: Database) throws -> [StoredField] {
        let sql = "SELECT * FROM field WHERE sheet = ? ORDER BY place LIMIT \(Form.mostFields + 1)"
        let fields = try Row.fetchAll(database, sql: sql, arguments: [sheet])
        try checkCount(fields)
        return try fields.map(StoredField.init)
    }

    /// Checks the number of a sheet's fields, of which one more than allowed was fetched: all of them are held in memory.
    static func checkCount(_ fields: [Row]) throws {
        guard fields.count <= Form.mostFields else {
            throw DatabaseError(
                resultCode: .SQLITE_TOOBIG, message: "at most \(Form.mostFields) fields of a sheet expected, found more")
        }
    }

    /// Stores another reading, and beside it that of the sheet alone.
    func write(_ new: FieldReading, in database: Database) throws {
        let read: JSON = [
            "value": .string(read.value), "text": .string(read.text), "confidence": .number(read.confidence),
            "state": .string(read.state.rawValue), "alternatives": Job.json(read.alternatives),
            "failed_rule": read.failedRule.map { .string($0) } ?? .null,
        ]
        try write(new, asRead: read.text, in: database)
    }

    /// Stores the reading of the sheet alone again.
    func restore(in database: Database) throws { try write(read, asRead: nil, in: database) }

    private func write(_ new: FieldReading, asRead: String?, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE field SET value = ?, text = ?, confidence = ?, state = ?, entry = ?, alternatives = ?, failed_rule = ?,
                    needs_review = ?, as_read = ? WHERE id = ?
                """,
            arguments: [
                new.value, new.text, new.confidence, new.state.rawValue, new.entry, Job.json(new.alternatives).text,
                new.failedRule,
                new.needsReview, asRead, id,
            ])
    }

    private static func state(_ text: String) throws -> FieldReading.State {
        guard let state = FieldReading.State(rawValue: text) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "state: a field's state expected, got \(text)")
        }
        return state
    }

    private static func alternatives(_ json: JSON) -> [LineReading.Alternative] {
        (json.array ?? []).compactMap { other in
            guard let text = other["text"]?.string, let confidence = other["confidence"]?.number else { return nil }
            return .init(text: text, confidence: Float(confidence))
        }
    }

    private static func guesses(_ json: JSON) -> [FieldGuess] {
        (json.array ?? []).compactMap { guess in
            guard let entry = guess["entry"]?.string, let evidence = guess["evidence"]?.number else { return nil }
            return FieldGuess(entry: entry, evidence: evidence)
        }
    }
}

extension Job {
    static func json(_ alternatives: [LineReading.Alternative]) -> JSON {
        .array(alternatives.map { ["text": .string($0.text), "confidence": JSON($0.confidence)] })
    }
}
