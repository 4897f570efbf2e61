import CDigits
import DigitDecoding
import DigitForms
import DigitJSON

/// The valid numbers of a stack and the earlier readings, by field name, from a JSON text:
/// `{"student": ["30001", "30002"], "now": {"1234567": 412}}`.
struct FieldLists: Sendable {
    private(set) var lists: [String: NumberList] = [:]
    private(set) var previous: [String: PreviousReadings] = [:]
    /// The text that they were made from, to recognize the same lists.
    private(set) var text = ""

    init() {}

    /// - Throws: `Failure` that names the field and what is wrong with its list or earlier readings.
    init(_ text: String) throws(Failure) {
        self.text = text
        var reader = JSONReader(Array(text.utf8))
        var failure: Failure?
        do throws(JSONReader.Failure) {
            try reader.members { field, reader throws(JSONReader.Failure) in
                if reader.next == UInt8(ascii: "{") {
                    let readings = try Self.readings(&reader, of: field)
                    do throws(FormError) { previous[field] = try PreviousReadings(readings) } catch {
                        failure = failure ?? Failure(DIGITS_INVALID_ARGUMENT, "\(field): \(error)")
                    }
                    return
                }
                guard reader.next == UInt8(ascii: "[") else {
                    throw reader.failure("\(field): a list of strings or an object of numbers expected, found another value")
                }
                let numbers = try Known.texts(&reader, of: field)
                do throws(DecodingError) { lists[field] = try NumberList(numbers: numbers) } catch {
                    failure = failure ?? Failure(DIGITS_INVALID_ARGUMENT, "\(field): \(error)")
                }
            }
            try reader.end()
        } catch { throw Failure(DIGITS_INVALID_ARGUMENT, "lists: \(error)") }
        if let failure { throw failure }
    }

    /// Reads an object member by member: a million values at once would take too much memory.
    private static func readings(_ reader: inout JSONReader, of field: String) throws(JSONReader.Failure) -> [String: Double] {
        var readings: [String: Double] = [:]
        try reader.members { key, reader throws(JSONReader.Failure) in
            let isText = reader.next == UInt8(ascii: "\"")
            let reading = isText ? PreviousReadings.number(try reader.string()) : try reader.number().number
            guard let reading else { throw reader.failure("\(field): \"\(key)\": a number expected, found another value") }
            guard readings.updateValue(reading, forKey: key) == nil else {
                throw reader.failure("\(field): \"\(key)\" appears twice")
            }
            guard readings.count <= PreviousReadings.most else {
                throw reader.failure("\(field): at most \(PreviousReadings.most) readings expected")
            }
        }
        return readings
    }
}
