/// A JSON value between text and a `Codable` value. A number is kept as it is written, so that no digit is lost.
enum CodedValue {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([CodedValue])
    case object([String: CodedValue])
}

extension CodedValue {
    /// Parses a complete text. Of equal keys the first one counts.
    init(of bytes: [UInt8]) throws(JSONReader.Failure) {
        var reader = JSONReader(bytes)
        self = try reader.codedValue()
        try reader.end()
    }

    /// Writes the value as Foundation's `JSONEncoder` does, with sorted keys.
    /// - Parameter indent: the number of spaces before members and elements, each of which has a line; nil for a single line.
    func write(indent: Int?, to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let value): text.append(jsonString: value, isASCII: false)
        case .array(let elements):
            Self.writeList(elements, "[", "]", indent, to: &text) { $0.write(indent: indent.map { $0 + 2 }, to: &$1) }
        case .object(let members):
            Self.writeList(members.sorted { $0.key < $1.key }, "{", "}", indent, to: &text) { member, text in
                text.append(jsonString: member.key, isASCII: false)
                text += indent == nil ? ":" : " : "
                member.value.write(indent: indent.map { $0 + 2 }, to: &text)
            }
        }
    }

    private static func writeList<Element>(
        _ elements: [Element], _ opening: String, _ closing: String, _ indent: Int?, to text: inout String,
        write: (Element, inout String) -> Void
    ) {
        func newLine(_ indent: Int?, _ text: inout String) {
            if let indent { text += "\n" + String(repeating: " ", count: indent) }
        }
        text += opening
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            newLine(indent.map { $0 + 2 }, &text)
            write(element, &text)
        }
        // Foundation writes an empty line even if there are no elements.
        if elements.isEmpty, indent != nil { text += "\n" }
        newLine(indent, &text)
        text += closing
    }
}

extension JSONReader {
    fileprivate mutating func codedValue() throws(Failure) -> CodedValue {
        switch next {
        case UInt8(ascii: "{"):
            var found: [String: CodedValue] = [:]
            try members { key, reader throws(Failure) in
                let value = try reader.codedValue()
                if found[key] == nil { found[key] = value }
            }
            return .object(found)
        case UInt8(ascii: "["):
            var found: [CodedValue] = []
            try elements { reader throws(Failure) in found.append(try reader.codedValue()) }
            return .array(found)
        case UInt8(ascii: "\""): return .string(try string())
        default: break
        }
        if take(word: "null") { return .null }
        if take(word: "true") { return .bool(true) }
        if take(word: "false") { return .bool(false) }
        return .number(try numberText())
    }
}
