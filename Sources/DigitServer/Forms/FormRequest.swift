import DigitJSON
import DigitJobs

/// A request from the review page: an object with the reviewer, and more.
struct FormRequest {
    private let json: JSON

    private static let longestName = 60

    /// - Throws: `ServiceError` 400 if it is not JSON.
    init(_ body: [UInt8]) throws(ServiceError) {
        do throws(JSONReader.Failure) { json = try JSONReader.value(of: body) } catch { throw .badRequest("\(error)") }
        guard case .object = json else { throw .badRequest("an object expected") }
    }

    /// The reviewer: a name that a person has chosen, for others to see.
    func who() throws(ServiceError) -> String {
        // Counts Unicode scalars, since a character may have any number of them.
        guard let name = json["who"]?.string, (1...Self.longestName).contains(name.unicodeScalars.count),
            !name.unicodeScalars.contains(where: { $0.value < 0x20 })
        else { throw .badRequest("who: a name of 1 to \(Self.longestName) characters expected") }
        return name
    }

    /// Nil if it is absent.
    func integer(_ name: String) throws(ServiceError) -> Int? {
        guard let value = json[name] else { return nil }
        guard let number = value.integer else { throw .badRequest("\(name): a whole number expected") }
        return number
    }

    /// The field's state when it was shown.
    var seen: SeenAnswer {
        SeenAnswer(
            review: json["seen_review"]?.string, answer: json["seen_answer"]?.string, value: json["seen_value"]?.string)
    }

    func answer() throws(ServiceError) -> ReviewAnswer {
        switch json["answer"]?.string {
        case "accept": return .accept
        case "skip": return .skip
        case "flag": return .flag
        case "change": return .change(try value())
        case "misfit": return .misfit(try value())
        default: throw .badRequest("answer: accept, change, misfit, skip or flag expected")
        }
    }

    private func value() throws(ServiceError) -> String {
        guard let value = json["value"]?.string else { throw .badRequest("value: a string expected") }
        return value
    }
}
