extension JSON {
    /// The text that Python's `json.dumps` makes of the value.
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The beginning of the text, for a message.
    package var excerpt: String { text.utf8.count <= 80 ? text : text.prefix(80) + "…" }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .number(let value): text += JSON.numberText(value)
        case .string(let value): JSON.writeString(value, to: &text)
        case .array(let elements): JSON.writeList(elements, between: "[", and: "]", to: &text) { $0.write(to: &$1) }
        case .object(let members):
            JSON.writeList(members, between: "{", and: "}", to: &text) { member, text in
                JSON.writeString(member.key, to: &text)
                text += ": "
                member.value.write(to: &text)
            }
        }
    }

    private static func writeList<Element>(
        _ elements: [Element], between opening: String, and closing: String, to text: inout String,
        write: (Element, inout String) -> Void
    ) {
        text += opening
        for (index, element) in elements.enumerated() {
            if index > 0 { text += ", " }
            write(element, &text)
        }
        text += closing
    }

    private static func numberText(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return value.description
    }

    private static func writeString(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{20}"..."\u{7E}": text.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        text += "\""
    }
}
