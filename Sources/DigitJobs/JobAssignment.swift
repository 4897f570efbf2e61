import DigitForms
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

    /// - Parameter count: the number of entries in the list.
    func run(count: Int) throws {
        // By contents, so that the order of reading has no effect.
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT field.* FROM field JOIN sheet ON sheet.id = field.sheet WHERE field.name = ? ORDER BY sheet.hash, field.id
                """, arguments: [field])
        // Row by row: a row takes more memory than what is made of it.
        let entries = try Array(rows.map(StoredField.init))
        // Typed answers may have other marks than the list's number.
        let listed = Dictionary(
            entries.flatMap(\.read.guesses).map { ($0.entry.filter(\.isNumber), $0.entry) },
            uniquingKeysWith: { first, _ in first })
        var sheets = entries.map { entry in
            SheetReading(state: .read, form: nil, registrationScore: 1, fields: [Self.weighed(entry, listed: listed)])
        }
        StackAssignment().assign(field, count: count, in: &sheets)
        for (entry, sheet) in zip(entries, sheets) where entry.answer == nil && sheet.fields[0] != entry.now {
            try entry.write(sheet.fields[0], in: database)
        }
    }

    /// The reading, with a person's answer, if any, as its only guess.
    private static func weighed(_ entry: StoredField, listed: [String: String]) -> FieldReading {
        guard let answer = entry.answer else { return entry.read }
        var field = entry.read
        let number = listed[answer.filter(\.isNumber)] ?? answer
        field.guesses = answer.isEmpty ? [] : [FieldGuess(entry: number, evidence: answerEvidence)]
        // Even if no ink was found.
        if !answer.isEmpty { field.state = .doubtful }
        return field
    }
}
