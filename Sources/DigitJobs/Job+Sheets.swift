import DigitForms
import DigitJSON
import Foundation
import GRDB

/// Where a page was found.
package struct SheetSource: Hashable, Sendable {
    /// The file as the user named it.
    package let file: String
    /// The page's number, from 1.
    package let page: Int
    /// Whether the file's pages have numbers.
    package let hasPages: Bool

    /// A place with the given values.
    package init(file: String, page: Int, hasPages: Bool) { (self.file, self.page, self.hasPages) = (file, page, hasPages) }
}

/// The result of a page: its reading, or why there is none.
package enum SheetResult: Sendable {
    case sheet(SheetReading)
    case failed(String)
}

extension Job {
    /// Whether a page with these contents was already read; if so, records that it was found here too.
    func has(_ hash: String, at source: SheetSource) throws(JobError) -> Bool {
        let sheet = try read { try Int64.fetchOne($0, sql: "SELECT id FROM sheet WHERE hash = ?", arguments: [hash]) }
        guard let sheet else { return false }
        try write { try Self.note(source, of: sheet, in: $0) }
        return true
    }

    /// Stores the result of a page, all or nothing. Another page with the same contents counts as the same sheet.
    /// - Parameters:
    ///   - hash: the hash of the page's contents.
    ///   - picture: the page as an image file, kept if a person has to look at it.
    /// - Returns: whether it was not there before; another place may have added it meanwhile.
    func add(_ result: SheetResult, hash: String, at source: SheetSource, picture: [UInt8]) throws(JobError) -> Bool {
        try write { database in
            let needsReview: Bool
            let values: [(any DatabaseValueConvertible)?]
            var fields: [FieldReading] = []
            switch result {
            case .sheet(let sheet):
                needsReview = sheet.needsReview
                fields = sheet.fields
                let map = sheet.map.map { $0.projection.json.text }
                values = [
                    sheet.state.rawValue, sheet.form, sheet.registrationScore, sheet.turn, map, sheet.map?.curl?.json.text, nil,
                ]
            case .failed(let message):
                needsReview = true
                values = ["unreadable", nil, nil, nil, nil, nil, message]
            }
            // The rest of the stack may make other fields doubtful.
            let mayNeedReview = needsReview || fields.contains { $0.state == .sure && $0.confidence < StackRisk.clearConfidence }
            let kept: Data? = mayNeedReview ? Data(picture) : nil
            var arguments: [(any DatabaseValueConvertible)?] = [hash]
            arguments += values
            arguments += [needsReview, kept]
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO sheet (hash, state, form, score, turn, map, curl, error, needs_review, picture)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """, arguments: StatementArguments(arguments))
            let isNew = database.changesCount == 1
            guard let sheet = try Int64.fetchOne(database, sql: "SELECT id FROM sheet WHERE hash = ?", arguments: [hash]) else {
                return false
            }
            try Self.note(source, of: sheet, in: database)
            guard isNew else { return false }
            for (place, field) in fields.enumerated() { try Self.add(field, place: place, of: sheet, in: database) }
            return true
        }
    }

    private static func note(_ source: SheetSource, of sheet: Int64, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO source (file, page, has_pages, sheet) VALUES (?, ?, ?, ?)",
            arguments: [source.file, source.page, source.hasPages, sheet])
    }

    private static func add(_ field: FieldReading, place: Int, of sheet: Int64, in database: Database) throws {
        let alternatives = json(field.alternatives)
        let guesses = JSON.array(field.guesses.map { ["entry": .string($0.entry), "evidence": .number($0.evidence)] })
        try database.execute(
            sql: """
                INSERT INTO field (sheet, place, name, value, text, confidence, state, is_missing, entry, failed_rule, alternatives, guesses,
                    x, y, width, height, needs_review) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                sheet, place, field.name, field.value, field.text, field.confidence, field.state.rawValue, field.isMissing,
                field.entry,
                field.failedRule, alternatives.text, guesses.text, field.box.x, field.box.y, field.box.width, field.box.height,
                field.needsReview,
            ])
    }
}
