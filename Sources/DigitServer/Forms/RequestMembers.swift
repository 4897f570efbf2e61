import DigitJSON

/// The members of a JSON object that a client sends. A member that is unknown, or of another type, is an error that names it, since a
/// client that sends it expects an effect.
struct RequestMembers {
    private let json: JSON

    /// - Parameter names: the members that the object may have.
    /// - Throws: `ServiceError` 400 if it is not an object, or has others.
    init(_ body: [UInt8], names: [String]) throws(ServiceError) {
        do throws(JSONReader.Failure) { json = try JSONReader.value(of: body, dialect: .strict) } catch {
            throw .badRequest("\(error)")
        }
        guard case .object(let members) = json else { throw .badRequest("an object expected") }
        for member in members where !names.contains(member.key) {
            throw .badRequest("\(names.joined(separator: ", ")) expected, got \(JSON.string(member.key).excerpt)")
        }
    }

    /// A member; nil if it is absent.
    subscript(name: String) -> JSON? { json[name] }

    /// The value of a member; nil if it is absent.
    /// - Parameter what: what is expected, for the error.
    /// - Throws: `ServiceError` 400 if it is something else.
    func optional<Value>(_ name: String, _ what: String, _ parse: (JSON) -> Value?) throws(ServiceError) -> Value? {
        guard let member = json[name] else { return nil }
        guard let value = parse(member) else { throw .badRequest("\(name): \(what) expected") }
        return value
    }
}
