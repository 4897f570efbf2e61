import DigitJSON
import DigitText
import GRDB

/// A person's answer to a field.
package enum ReviewAnswer: Equatable, Sendable {
    /// The reading is right.
    case accept
    /// Something else is written; empty for nothing. A value of the field's kind.
    case change(String)
    /// This is written, and it is no valid value.
    case misfit(String)
    /// Somebody should look at it later.
    case skip
    /// It needs closer attention.
    case flag

    /// Its name in the database and in exports.
    var name: String {
        switch self {
        case .accept: "accepted"
        case .change: "changed"
        case .misfit: "misfit"
        case .skip: "skipped"
        case .flag: "flagged"
        }
    }
}

/// The answer to a field so far; none at first.
package struct SeenAnswer: Equatable, Sendable {
    package var review: String?
    package var answer: String?
    /// The reading as the person saw it; nil if it does not matter.
    package var value: String?

    package init(review: String? = nil, answer: String? = nil, value: String? = nil) {
        (self.review, self.answer, self.value) = (review, answer, value)
    }
}

/// Why an answer is rejected.
package enum ReviewError: Error, Equatable {
    /// There is no such field.
    case unknown
    /// Somebody else has the field, or has answered it in the meantime.
    case taken(String)
    /// A value of at most 200 characters without control characters is expected.
    case notAValue
    /// A value of the field's kind is expected: what is expected and what came.
    case notOfKind(String)
    /// The reading has changed since the person saw it: a list was assigned again.
    case changed
    /// There is nothing to undo.
    case nothingToUndo
    case job(JobError)
}

/// The progress of a review.
package struct ReviewCounts: Equatable, Sendable {
    package var sheets = 0, sheetsToReview = 0, fields = 0
    /// Fields that a person has to check, and those of them that nobody has answered.
    package var toReview = 0, left = 0
    package var accepted = 0, changed = 0, misfits = 0, skipped = 0, flagged = 0
}

/// Hands out doubtful fields, each to one person at a time, and stores the answers.
extension Job {
    /// The time for which a field is reserved for the person who was given it, in seconds.
    package static let leaseSeconds = 120.0
    private static let longestValue = 200
    /// The longest text in Unicode scalars: a character may have any number of them.
    private static let longestText = 1_000

    /// Returns the next fields that nobody has answered and nobody else has: those that the person has already, then new ones,
    /// sheet by sheet. They are reserved for `leaseSeconds`.
    package func nextFields(for who: String, count: Int, now: Double) throws(JobError) -> [ReviewField] {
        try write { database in
            let fields = try ReviewField.fetch(
                database,
                where: "needs_review AND review IS NULL AND (leased_until IS NULL OR leased_until < ? OR leased_by = ?)",
                [now, who], limit: count)
            for field in fields {
                try database.execute(
                    sql: "UPDATE field SET leased_by = ?, leased_until = ? WHERE id = ?",
                    arguments: [who, now + Self.leaseSeconds, field.id])
            }
            return fields
        }
    }

    /// Gives back the fields that a person has not answered.
    package func leave(_ who: String) throws(JobError) {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE field SET leased_by = NULL, leased_until = NULL WHERE needs_review AND review IS NULL AND leased_by = ?
                    """, arguments: [who])
        }
    }

    /// A field, even if it was answered.
    package func field(_ id: Int64) throws(JobError) -> ReviewField? {
        try read { try ReviewField.fetch($0, where: "field.id = ?", [id], limit: 1).first }
    }

    /// Stores an answer, with who gave it. A typed value is stored as readings have it: a day as `2026-12-31`.
    /// - Parameter seen: the answer that the field had when the person saw it.
    /// - Throws: `ReviewError` if the value is not one of the field's kind, somebody else has the field, or has answered it since
    ///   the person saw it.
    package func answer(
        _ id: Int64, _ answer: ReviewAnswer, by who: String, seen: SeenAnswer = SeenAnswer(), now: Double
    ) throws(ReviewError) {
        let typed: String?
        switch answer {
        case .change(let text):
            try Self.checkIsLine(text)
            typed = try typedValue(text, of: id)
        case .misfit(let text):
            try Self.checkIsLine(text)
            typed = text
        case .accept, .skip, .flag: typed = nil
        }
        try reviewing { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM field WHERE id = ?", arguments: [id]) else {
                throw ReviewError.unknown
            }
            let holder: String? = try row.optional("leased_by")
            if let holder, holder != who, let until: Double = try row.optional("leased_until"), until >= now {
                throw ReviewError.taken(holder)
            }
            if let value = seen.value, value != (try row.value("value") as String) { throw ReviewError.changed }
            guard seen.review == (try row.optional("review")), seen.answer == (try row.optional("answer")) else {
                let last = "SELECT who FROM change WHERE field = ? ORDER BY id DESC LIMIT 1"
                throw ReviewError.taken(try String.fetchOne(database, sql: last, arguments: [id]) ?? "somebody else")
            }
            let value: String? = answer == .accept ? try row.value("value") : typed
            try database.execute(
                sql: """
                    INSERT INTO change (field, who, review, answer, earlier_review, earlier_answer)
                    SELECT id, ?, ?, ?, review, answer FROM field WHERE id = ?
                    """, arguments: [who, answer.name, value, id])
            try database.execute(
                sql: "UPDATE field SET review = ?, answer = ?, leased_by = NULL, leased_until = NULL WHERE id = ?",
                arguments: [answer.name, value, id])
        }
    }

    /// Undoes a person's last answer that still stands.
    /// - Returns: the field, which is reserved for them again.
    /// - Throws: `ReviewError` if there is none, or somebody else has changed the field since.
    package func undo(by who: String, now: Double) throws(ReviewError) -> Int64 {
        try reviewing { database in
            let mine = "SELECT * FROM change WHERE who = ? AND NOT undone AND NOT is_undo ORDER BY id DESC LIMIT 1"
            guard let change = try Row.fetchOne(database, sql: mine, arguments: [who]) else { throw ReviewError.nothingToUndo }
            let (id, field): (Int64, Int64) = (try change.value("id"), try change.value("field"))
            let later = "SELECT who FROM change WHERE field = ? AND id > ? AND NOT undone AND NOT is_undo LIMIT 1"
            if let other = try String.fetchOne(database, sql: later, arguments: [field, id]) { throw ReviewError.taken(other) }
            let (review, answer): (String?, String?) = (
                try change.optional("earlier_review"), try change.optional("earlier_answer")
            )
            try database.execute(sql: "UPDATE change SET undone = 1 WHERE id = ?", arguments: [id])
            try database.execute(
                sql: """
                    INSERT INTO change (field, who, review, answer, earlier_review, earlier_answer, is_undo)
                    SELECT id, ?, ?, ?, review, answer, 1 FROM field WHERE id = ?
                    """, arguments: [who, review, answer, field])
            try database.execute(
                sql: "UPDATE field SET review = ?, answer = ?, leased_by = ?, leased_until = ? WHERE id = ?",
                arguments: [review, answer, who, now + Self.leaseSeconds, field])
            return field
        }
    }

    /// Offers skipped fields again.
    package func offerSkipped() throws(JobError) {
        try write { try $0.execute(sql: "UPDATE field SET review = NULL WHERE review = 'skipped'") }
    }

    /// The progress of the review.
    package func reviewCounts() throws(JobError) -> ReviewCounts {
        try read { database in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: "SELECT count(*) FROM \(sql)") ?? 0 }
            var counts = ReviewCounts()
            counts.sheets = try count("sheet")
            counts.sheetsToReview = try count("sheet WHERE needs_review")
            counts.fields = try count("field")
            counts.left = try count("field WHERE needs_review AND review IS NULL")
            counts.toReview = try count("field WHERE needs_review")
            for row in try Row.fetchAll(
                database, sql: "SELECT review, count(*) AS number FROM field WHERE review IS NOT NULL GROUP BY review")
            {
                let number: Int = try row.value("number")
                switch try row.value("review") as String {
                case "accepted": counts.accepted = number
                case "changed": counts.changed = number
                case "misfit": counts.misfits = number
                case "skipped": counts.skipped = number
                default: counts.flagged += number
                }
            }
            return counts
        }
    }

    private static func checkIsLine(_ text: String) throws(ReviewError) {
        guard text.unicodeScalars.count <= longestText, text.count <= longestValue, text.isPlainLine,
            text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace || $0 == " " })
        else { throw .notAValue }
    }

    private func reviewing<Result>(_ body: (Database) throws -> Result) throws(ReviewError) -> Result {
        var refusal: ReviewError?
        do throws(JobError) {
            return try write { database in
                do { return try body(database) } catch let error as ReviewError {
                    refusal = error
                    throw error
                }
            }
        } catch { throw refusal ?? .job(error) }
    }
}
