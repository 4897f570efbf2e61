import DigitJSON
import GRDB

/// A field as a reviewer sees it.
package struct ReviewField: Equatable, Sendable {
    package let id: Int64
    /// The sheet, and where it was first found.
    package let sheet: Int64
    package let file: String
    /// The page's number from 1; nil if the file has no pages.
    package let page: Int?
    package let name: String
    /// The reading.
    package let value: String
    package let confidence: Double
    /// The reading's state, such as `doubtful`.
    package let state: String
    package let failedRule: String?
    package let isMissing: Bool
    /// Other possible values, the most likely first, as JSON.
    package let alternatives: String
    package let guesses: String
    /// On the upright sheet, in pixels: x, y, width and height.
    package let box: [Int]
    /// The person's answer, and the value that they gave.
    package let review: String?
    package let answer: String?

    static func fetch(
        _ database: Database, where condition: String, _ arguments: [(any DatabaseValueConvertible)?], limit: Int
    ) throws -> [ReviewField] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT field.*, source.file, source.page, source.has_pages FROM field
                JOIN source ON (source.file, source.page) =
                    (SELECT file, page FROM source AS first WHERE first.sheet = field.sheet ORDER BY file, page LIMIT 1)
                WHERE \(condition) ORDER BY field.id LIMIT ?
                """, arguments: StatementArguments(arguments + [limit])
        ).map { try ReviewField($0) }
    }

    /// A bound on coordinates, greater than any picture's side.
    private static let mostPixels = 1 << 30

    private init(_ row: Row) throws {
        (id, sheet, file) = (try row.value("id"), try row.value("sheet"), try row.value("file"))
        page = try row.value("has_pages") ? try row.value("page") : nil
        (name, value, state) = (try row.value("name"), try row.value("value"), try row.value("state"))
        (confidence, failedRule) = (try row.value("confidence"), try row.optional("failed_rule"))
        isMissing = try row.value("is_missing")
        (alternatives, guesses) = (try row.value("alternatives"), try row.value("guesses"))
        box = try ["x", "y", "width", "height"].map { max(0, min(Self.mostPixels, try row.value($0))) }
        (review, answer) = (try row.optional("review"), try row.optional("answer"))
    }

    /// The JSON for the review page.
    package var json: JSON {
        [
            "id": .integer(Int(id)), "sheet": .integer(Int(sheet)), "file": .string(file),
            "page": page.map { .integer($0) } ?? .null,
            "name": .string(name), "value": .string(value), "confidence": .number(confidence), "state": .string(state),
            "failed_rule": failedRule.map { .string($0) } ?? .null, "is_missing": .bool(isMissing),
            "alternatives": Self.parsed(alternatives), "guesses": Self.parsed(guesses), "box": JSON(box),
            "review": review.map { .string($0) } ?? .null, "answer": answer.map { .string($0) } ?? .null,
        ]
    }

    static func parsed(_ text: String) -> JSON { (try? JSONReader.value(of: Array(text.utf8))) ?? .array([]) }
}
