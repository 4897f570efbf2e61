extension String {
    /// Appends a text as a JSON string.
    /// - Parameter isASCII: whether to escape everything but printable ASCII, as Python does, rather than only what JSON
    ///   requires, as Foundation does.
    mutating func append(jsonString value: String, isASCII: Bool) {
        self += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": self += "\\\""
            case "\\": self += "\\\\"
            case "\u{8}": self += "\\b"
            case "\u{C}": self += "\\f"
            case "\n": self += "\\n"
            case "\r": self += "\\r"
            case "\t": self += "\\t"
            case "\u{20}"..."\u{7E}": unicodeScalars.append(scalar)
            case "\u{7F}"... where !isASCII: unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    self += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        self += "\""
    }
}
