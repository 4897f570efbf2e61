import DigitJSON
import DigitJobs
import DigitText

/// A request from the review page: an object with the reviewer, and more.
struct FormRequest {
    private let members: RequestMembers

    /// The longest name of a reviewer, in characters.
    private static let longestName = 60
    /// The longest request, in bytes: more than any needs.
    private static let longest = 64 << 10

    /// - Parameter names: the members that it may have.
    /// - Throws: `ServiceError`: 400 if it is not an object of these members, 413 if it is too long.
    init(_ request: ServerRequest, members names: [String]) throws(ServiceError) {
        let body = try request.unpackedBody()
        guard body.count <= Self.longest else { throw .bodyTooLarge(Self.longest) }
        members = try RequestMembers(body, names: names)
    }

    /// The reviewer: a name that a person has chosen, for others to see.
    func who() throws(ServiceError) -> String {
        // Counts Unicode scalars, since a character may have any number of them.
        guard let name = members["who"]?.string, (1...Self.longestName).contains(name.unicodeScalars.count), name.isPlainLine
        else { throw .badRequest("who: a name of 1 to \(Self.longestName) visible characters expected") }
        return name
    }

    /// Nil if it is absent.
    func integer(_ name: String) throws(ServiceError) -> Int? { try members.optional(name, "a whole number", \.integer) }

    /// The field's state when it was shown.
    func seen() throws(ServiceError) -> SeenAnswer {
        SeenAnswer(
            review: try answerSoFar("seen_review"), answer: try answerSoFar("seen_answer"), value: try string("seen_value"))
    }

    func answer() throws(ServiceError) -> ReviewAnswer {
        let value = try string("value")
        switch members["answer"]?.string {
        case "accept": return .accept
        case "skip": return .skip
        case "flag": return .flag
        case "change": return .change(try given(value))
        case "misfit": return .misfit(try given(value))
        default: throw .badRequest("answer: accept, change, misfit, skip or flag expected")
        }
    }

    private func given(_ value: String?) throws(ServiceError) -> String {
        guard let value else { throw .badRequest("value: a string expected") }
        return value
    }

    private func string(_ name: String) throws(ServiceError) -> String? { try members.optional(name, "a string", \.string) }

    /// A member that is null, as the server gives it, until somebody has answered.
    private func answerSoFar(_ name: String) throws(ServiceError) -> String? {
        if case .null? = members[name] { return nil }
        return try members.optional(name, "a string or null", \.string)
    }
}
