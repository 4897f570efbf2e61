extension JSONReader {
    /// Reads the next value, which must be a string.
    package mutating func string() throws(Failure) -> String {
        skipSpace()
        guard take(UInt8(ascii: "\"")) else { throw failure("JSON string expected") }
        let start = position
        // Most strings have no escapes and are copied as they are.
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if current == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        return try string(after: Array(bytes[start..<position]))
    }

    private mutating func string(after beginning: [UInt8]) throws(Failure) -> String {
        var text = beginning
        while let byte = current {
            guard byte >= 0x20 || dialect == .python else { throw failure("JSON string without control characters expected") }
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            default: text.append(byte)
            }
        }
        throw failure("unterminated JSON string")
    }

    /// The UTF-8 of the escape after a backslash.
    private mutating func escape() throws(Failure) -> [UInt8] {
        guard let byte = current else { throw failure("unterminated JSON string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try unicodeEscape()).utf8)
        default: throw failure("JSON escape expected")
        }
    }

    /// The character of `\uXXXX`, of which there are two beyond the basic plane. An unpaired surrogate becomes U+FFFD.
    private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
        let high = try hexadecimal()
        guard (0xD800..<0xDC00).contains(high), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
        position += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits expected") }
        position += 4
        return value
    }
}
