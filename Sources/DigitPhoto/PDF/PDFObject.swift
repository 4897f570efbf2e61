/// A value in a PDF document (ISO 32000-1, section 7.3).
enum PDFObject: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string([UInt8])
    case name(String)
    case array([PDFObject])
    case dictionary([String: PDFObject])
    /// Another object, by its number.
    case reference(Int)
    case stream(PDFStream)
    /// A word that is not a value: the operators of content, and the keywords around objects.
    case keyword(String)
}

/// Bytes with a dictionary that describes them.
struct PDFStream: Sendable {
    let dictionary: [String: PDFObject]
    /// The offset of the bytes in the file.
    let start: Int
}

extension PDFObject {
    var name: String? { if case .name(let name) = self { name } else { nil } }
    var array: [PDFObject]? { if case .array(let array) = self { array } else { nil } }
    var reference: Int? { if case .reference(let number) = self { number } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var keyword: String? { if case .keyword(let word) = self { word } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var stream: PDFStream? { if case .stream(let stream) = self { stream } else { nil } }

    /// A number without a fraction.
    var integer: Int? { number.flatMap { Int(exactly: $0) } }

    /// The value without what takes memory: null for strings, arrays, dictionaries and streams.
    var simple: PDFObject {
        switch self {
        case .string, .array, .dictionary, .stream: .null
        default: self
        }
    }

    /// Also of a stream.
    var dictionary: [String: PDFObject]? {
        switch self {
        case .dictionary(let dictionary): dictionary
        case .stream(let stream): stream.dictionary
        default: nil
        }
    }
}
