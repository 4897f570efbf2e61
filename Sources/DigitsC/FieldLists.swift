import CDigits
import DigitDecoding
import DigitJSON

/// For names of fields, the numbers that are valid in a stack, from a JSON text: `{"student": ["30001", "30002"]}`.
struct FieldLists: Sendable {
    private(set) var lists: [String: NumberList] = [:]
    /// The text that they were made from: the same text gives the same lists.
    private(set) var text = ""

    init() {}

    /// - Throws: `Failure` that names the field and what is wrong with its list.
    init(_ text: String) throws(Failure) {
        self.text = text
        var reader = JSONReader(Array(text.utf8))
        var failure: Failure?
        do throws(JSONReader.Failure) {
            try reader.members { field, reader throws(JSONReader.Failure) in
                guard reader.next == UInt8(ascii: "[") else {
                    throw reader.failure("\(field): a list of strings expected, found another value")
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
}
