import DigitForms
import DigitJSON
import DigitReader

/// A request to decide what needs the whole of a stack that was read in several requests: to assign the numbers of a list, to find
/// values that must be unique and are not, or both. It has each sheet's field as it was read.
struct AssignRequest {
    /// The number of entries in the list; nil if there is none.
    let count: Int?
    /// The name of the rule that values are unique, if any.
    let unique: String?
    /// The field of each sheet.
    let fields: [FieldReading]

    /// The most sheets of a stack: the time to assign them grows faster than their number.
    private static let mostFields = 2_000
    /// The most guesses of a field, and the longest text in it.
    private static let (mostGuesses, longestText) = (100, 100)

    /// - Throws: `ServiceError`: 400 if the request is malformed, 413 for too many sheets.
    init(_ body: [UInt8]) throws(ServiceError) {
        let members = try RequestMembers(body, names: ["count", "unique", "fields"])
        let unique = try members.optional("unique", "the name of a rule") { name in
            Self.text(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        let count = try members.optional("count", "the number of entries in the list, at least 1,") { number in
            number.integer.flatMap { $0 > 0 ? $0 : nil }
        }
        guard count != nil || unique != nil else {
            throw .badRequest("count: the number of entries in the list expected, or unique: the name of a rule")
        }
        guard let values = members["fields"]?.array else { throw .badRequest("fields: a list of fields expected") }
        guard values.count <= Self.mostFields else {
            throw .tooLarge("at most \(Self.mostFields) fields expected, got \(values.count)")
        }
        var fields: [FieldReading] = []
        for (place, value) in values.enumerated() { fields.append(try Self.field(value, number: place + 1)) }
        (self.count, self.unique, self.fields) = (count, unique, fields)
    }

    /// Returns the fields with their assigned numbers, and those that are not unique doubtful.
    func assigned() -> [FieldReading] {
        var fields = fields
        if let count {
            var sheets = fields.map { SheetReading(state: .read, form: nil, registrationScore: 1, fields: [$0]) }
            StackAssignment().assign("", count: count, in: &sheets)
            fields = sheets.flatMap(\.fields)
        }
        if let unique { StackUniqueness.check(&fields, rule: unique) }
        return fields
    }

    private static func field(_ json: JSON, number: Int) throws(ServiceError) -> FieldReading {
        func expected(_ what: String) -> ServiceError { .badRequest("field \(number): \(what) expected") }
        // What may be missing is of its type where it is there.
        func optional<Value>(_ key: String, _ what: String, _ parse: (JSON) -> Value?) throws(ServiceError) -> Value? {
            guard let member = json[key] else { return nil }
            guard let value = parse(member) else { throw expected("\(key): \(what)") }
            return value
        }
        guard let value = text(json["value"]), let state = json["state"]?.string.flatMap(FieldReading.State.init(rawValue:)),
            let confidence = share(json["confidence"])
        else { throw expected("value, state and confidence as they were returned") }
        guard let guesses = json["guesses"]?.array, guesses.count <= mostGuesses else {
            throw expected("a list of at most \(mostGuesses) guesses")
        }
        var found: [FieldGuess] = []
        for guess in guesses {
            guard let entry = text(guess["entry"]), let evidence = guess["evidence"]?.number, evidence.isFinite else {
                throw expected("entry and evidence of each guess")
            }
            found.append(FieldGuess(entry: entry, evidence: evidence))
        }
        var others: [LineReading.Alternative] = []
        let alternatives = try optional("alternatives", "at most \(mostGuesses) alternatives") { member in
            member.array.flatMap { $0.count <= mostGuesses ? $0 : nil }
        }
        for other in alternatives ?? [] {
            guard let text = text(other["text"]), let confidence = share(other["confidence"]) else {
                throw expected("text and confidence of each alternative")
            }
            others.append(.init(text: text, confidence: Float(confidence)))
        }
        return FieldReading(
            name: "", value: value, confidence: confidence, state: state,
            isMissing: try optional("is_missing", "true or false", \.bool) ?? false, alternatives: others, guesses: found,
            failedRule: try optional("failed_rule", "the name of a rule", \.string),
            box: PixelBox(x: 0, y: 0, width: 1, height: 1))
    }

    private static func text(_ json: JSON?) -> String? {
        json?.string.flatMap { $0.unicodeScalars.count <= longestText ? $0 : nil }
    }

    private static func share(_ json: JSON?) -> Double? { json?.number.flatMap { (0...1).contains($0) ? $0 : nil } }
}

extension FieldReading {
    /// The JSON members that an assignment may change.
    var assignedJSON: JSON {
        var members: [JSON.Member] = [
            .init("value", .string(value)), .init("confidence", .number(confidence)), .init("state", .string(state.rawValue)),
            .init("needs_review", .bool(needsReview)),
            .init("alternatives", .array(alternatives.map { ["text": .string($0.text), "confidence": JSON($0.confidence)] })),
        ]
        if let entry { members.append(.init("entry", .string(entry))) }
        if let failedRule { members.append(.init("failed_rule", .string(failedRule))) }
        return .object(members)
    }
}
