import DigitJSON
import GRDB

/// A field as a person sees it.
package struct ReviewField: Equatable, Sendable {
    package let id: Int64
    /// The sheet, and where it was found first.
    package let sheet: Int64
    package let file: String
    /// The page's number from 1; nil where the file has no pages.
    package let page: Int?
    package let name: String
    /// What was read.
    package let value: String
    package let confidence: Double
    /// The reading's state, such as `doubtful`.
    package let state: String
    package let failedRule: String?
    package let isMissing: Bool
    /// What else it may be, the likeliest first, as JSON.
    package let alternatives: String
    package let guesses: String
    /// On the upright sheet, in pixels: x, y, width and height.
    package let box: [Int]
    /// What a person said, and the value that they gave.
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
        ).map(ReviewField.init)
    }

    private init(_ row: Row) {
        (id, sheet, file, name) = (row["id"], row["sheet"], row["file"], row["name"])
        page = (row["has_pages"] as Bool) ? row["page"] : nil
        (value, confidence, state) = (row["value"], row["confidence"], row["state"])
        (failedRule, isMissing) = (row["failed_rule"], row["is_missing"])
        (alternatives, guesses) = (row["alternatives"], row["guesses"])
        box = [row["x"], row["y"], row["width"], row["height"]]
        (review, answer) = (row["review"], row["answer"])
    }

    /// As the page of the review takes it.
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
