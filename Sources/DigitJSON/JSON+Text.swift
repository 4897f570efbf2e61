extension JSON {
    /// The text that Python's `json.dumps` gives for the value.
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
        case .string(let value): text.append(jsonString: value, isASCII: true)
        case .array(let elements): JSON.writeList(elements, between: "[", and: "]", to: &text) { $0.write(to: &$1) }
        case .object(let members):
            JSON.writeList(members, between: "{", and: "}", to: &text) { member, text in
                text.append(jsonString: member.key, isASCII: true)
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
}
