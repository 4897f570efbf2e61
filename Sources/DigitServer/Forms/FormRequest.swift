import DigitJSON
import DigitJobs

/// What the page of a review sends: an object with who asks, and more.
struct FormRequest {
    private let json: JSON

    private static let longestName = 60

    /// - Throws: `ServiceError` 400 if it is no JSON.
    init(_ body: [UInt8]) throws(ServiceError) {
        do throws(JSONReader.Failure) { json = try JSONReader.value(of: body) } catch { throw .badRequest("\(error)") }
        guard case .object = json else { throw .badRequest("an object expected") }
    }

    /// Who asks: a name that a person has given, for others to see.
    func who() throws(ServiceError) -> String {
        // In Unicode scalars: a character may have any number of them.
        guard let name = json["who"]?.string, (1...Self.longestName).contains(name.unicodeScalars.count),
            !name.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { throw .badRequest("who: a name of 1 to \(Self.longestName) characters expected") }
        return name
    }

    /// Nil where it is not there.
    func integer(_ name: String) throws(ServiceError) -> Int? {
        guard let value = json[name] else { return nil }
        guard let number = value.integer else { throw .badRequest("\(name): a whole number expected") }
        return number
    }

    /// What the field had when it was shown.
    var seen: SeenAnswer {
        SeenAnswer(
            review: json["seen_review"]?.string, answer: json["seen_answer"]?.string, value: json["seen_value"]?.string)
    }

    func answer() throws(ServiceError) -> ReviewAnswer {
        switch json["answer"]?.string {
        case "accept": return .accept
        case "skip": return .skip
        case "flag": return .flag
        case "change":
            guard let value = json["value"]?.string else { throw .badRequest("value: a text expected") }
            return .change(value)
        default: throw .badRequest("answer: accept, change, skip or flag expected")
        }
    }
}
