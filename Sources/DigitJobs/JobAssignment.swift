import DigitForms
import DigitJSON
import DigitReader
import GRDB

/// Assigns each number of a list to at most one sheet of a job, over all sheets, whenever they were read.
///
/// The reading of each sheet by itself is kept, so that the result is that of a single run over all sheets. A person's answer
/// stands, and its number is not assigned to another sheet.
struct JobAssignment {
    let database: Database
    let field: String

    /// A person's answer outweighs any ink.
    private static let answerEvidence = 10_000.0

    /// A field of a sheet.
    struct Entry {
        let id: Int64
        /// As now stored in the file.
        let now: FieldReading
        /// As read from the sheet alone.
        let read: FieldReading
        /// A person's answer, if any; empty if no valid value is written.
        let answer: String?
    }

    /// - Parameter count: the number of entries in the list.
    func run(count: Int) throws {
        // By contents, so that the order of reading has no effect.
        let entries = try Row.fetchAll(
            database,
            sql: """
                SELECT field.* FROM field JOIN sheet ON sheet.id = field.sheet WHERE field.name = ? ORDER BY sheet.hash, field.id
                """, arguments: [field]
        ).map(Self.entry)
        // Typed answers may have other marks than the list's number.
        let listed = Dictionary(
            entries.flatMap(\.read.guesses).map { ($0.entry.filter(\.isNumber), $0.entry) },
            uniquingKeysWith: { first, _ in first })
        var sheets = entries.map { entry in
            SheetReading(state: .read, form: nil, registrationScore: 1, fields: [Self.weighed(entry, listed: listed)])
        }
        StackAssignment().assign(field, count: count, in: &sheets)
        for (entry, sheet) in zip(entries, sheets) where entry.answer == nil && sheet.fields[0] != entry.now {
            try write(sheet.fields[0], of: entry)
        }
        try database.execute(
            sql: """
                UPDATE sheet SET needs_review = state IN ('unreadable', 'other form')
                    OR EXISTS (SELECT 1 FROM field WHERE field.sheet = sheet.id AND field.needs_review)
                WHERE id IN (SELECT sheet FROM field WHERE name = ?)
                """, arguments: [field])
    }

    /// The reading, with a person's answer, if any, as its only guess.
    private static func weighed(_ entry: Entry, listed: [String: String]) -> FieldReading {
        guard let answer = entry.answer else { return entry.read }
        var field = entry.read
        let number = listed[answer.filter(\.isNumber)] ?? answer
        field.guesses = answer.isEmpty ? [] : [FieldGuess(entry: number, evidence: answerEvidence)]
        // Even if no ink was found.
        if !answer.isEmpty { field.state = .doubtful }
        return field
    }

    private func write(_ new: FieldReading, of entry: Entry) throws {
        let read: JSON = [
            "value": .string(entry.read.value), "confidence": .number(entry.read.confidence),
            "state": .string(entry.read.state.rawValue), "alternatives": Job.json(entry.read.alternatives),
        ]
        try database.execute(
            sql: """
                UPDATE field SET value = ?, confidence = ?, state = ?, entry = ?, alternatives = ?, needs_review = ?, as_read = ?
                WHERE id = ?
                """,
            arguments: [
                new.value, new.confidence, new.state.rawValue, new.entry, Job.json(new.alternatives).text, new.needsReview,
                read.text, entry.id,
            ])
    }

    /// The fields of a sheet, in the form's order.
    static func entries(ofSheet sheet: Int64, in database: Database) throws -> [Entry] {
        try Row.fetchAll(database, sql: "SELECT * FROM field WHERE sheet = ? ORDER BY place", arguments: [sheet]).map(entry)
    }

    private static func entry(_ row: Row) throws -> Entry {
        let box = PixelBox(
            x: try row.value("x"), y: try row.value("y"), width: try row.value("width"), height: try row.value("height"))
        let now = FieldReading(
            name: try row.value("name"), value: try row.value("value"), text: try row.value("text"),
            confidence: try row.value("confidence"), state: try state(try row.value("state")),
            isMissing: try row.value("is_missing"), alternatives: alternatives(ReviewField.parsed(try row.value("alternatives"))),
            entry: try row.optional("entry"), guesses: guesses(ReviewField.parsed(try row.value("guesses"))),
            failedRule: try row.optional("failed_rule"), box: box)
        var read = now
        if let text: String = try row.optional("as_read") {
            let json = ReviewField.parsed(text)
            read.value = json["value"]?.string ?? ""
            read.confidence = json["confidence"]?.number ?? 0
            read.state = try state(json["state"]?.string ?? "")
            read.alternatives = alternatives(json["alternatives"] ?? .array([]))
            read.entry = nil
        }
        // What is no valid value is no number of the list either.
        let isMisfit = try row.optional("review") as String? == ReviewAnswer.misfit("").name
        return Entry(
            id: try row.value("id"), now: now, read: read, answer: isMisfit ? "" : try row.optional("answer"))
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
    /// Assigns each number of a list to at most one sheet, over all sheets read so far: all or nothing.
    /// - Parameters:
    ///   - field: the name of the field with the number.
    ///   - count: the number of entries in the list.
    package func assign(_ field: String, count: Int) throws(JobError) {
        try write { database in try JobAssignment(database: database, field: field).run(count: count) }
    }

    static func json(_ alternatives: [LineReading.Alternative]) -> JSON {
        .array(alternatives.map { ["text": .string($0.text), "confidence": JSON($0.confidence)] })
    }
}
