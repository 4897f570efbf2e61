/// Parses PDF values from bytes one after the other (ISO 32000-1, section 7.2 and 7.3).
struct PDFParser {
    private let bytes: [UInt8]
    private(set) var position = 0
    /// Whether it reached the end of the bytes: with more of them the result might differ.
    private(set) var hasReachedEnd = false

    /// No producer nests its values this deeply.
    private static let deepestNesting = 50

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next value or word; nil at the end and if there is none.
    mutating func next() -> PDFObject? { object(depth: 0) }

    /// The next value, which must be a number without a fraction.
    mutating func nextInteger() -> Int? { next()?.integer }

    /// Skips the line end after the word `stream`.
    mutating func skipLineEnd() {
        if peek() == 0x0D { position += 1 }
        if peek() == 0x0A { position += 1 }
    }

    private mutating func peek() -> UInt8? {
        guard position < bytes.count else {
            hasReachedEnd = true
            return nil
        }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while let byte = peek() {
            if byte == UInt8(ascii: "%") {
                while let byte = peek(), byte != 0x0A, byte != 0x0D { position += 1 }
            } else if Self.isSpace(byte) {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func object(depth: Int) -> PDFObject? {
        skipSpace()
        guard depth < Self.deepestNesting, let byte = peek() else { return nil }
        switch byte {
        case UInt8(ascii: "/"):
            position += 1
            return .name(nameText())
        case UInt8(ascii: "("): return literalString()
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "<"):
            position += 1
            guard peek() == UInt8(ascii: "<") else { return hexadecimalString() }
            position += 1
            return dictionary(depth: depth)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return numberOrReference()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): return numberText().flatMap(Double.init).map { .number($0) }
        default: return word()
        }
    }

    private mutating func regularBytes() -> ArraySlice<UInt8> {
        let start = position
        while let byte = peek(), !Self.isSpace(byte), !Self.isDelimiter(byte) { position += 1 }
        return bytes[start..<position]
    }

    private mutating func word() -> PDFObject? {
        let word = String(decoding: regularBytes(), as: UTF8.self)
        switch word {
        case "": return nil
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default: return .keyword(word)
        }
    }

    /// Two hexadecimal digits after # stand for a byte.
    private mutating func nameText() -> String {
        let raw = Array(regularBytes())
        guard raw.contains(UInt8(ascii: "#")) else { return String(decoding: raw, as: UTF8.self) }
        var text: [UInt8] = []
        var index = 0
        while index < raw.count {
            if raw[index] == UInt8(ascii: "#"), index + 2 < raw.count, let high = Self.hexadecimal(raw[index + 1]),
                let low = Self.hexadecimal(raw[index + 2])
            {
                text.append(high << 4 | low)
                index += 3
            } else {
                text.append(raw[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func numberText() -> String? {
        let text = String(decoding: regularBytes(), as: UTF8.self)
        // `Double` accepts more than PDF does, such as "infinity" and exponents.
        guard text.utf8.count <= 40, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E].contains($0) })
        else {
            return nil
        }
        return text.hasSuffix(".") ? text + "0" : text.hasPrefix(".") ? "0" + text : text
    }

    /// A number, or `12 0 R`.
    private mutating func numberOrReference() -> PDFObject? {
        guard let value = numberText().flatMap(Double.init) else { return nil }
        let end = position
        guard let number = Int(exactly: value) else { return .number(value) }
        skipSpace()
        if let byte = peek(), (0x30...0x39).contains(byte), numberText().flatMap({ Int($0) }) != nil {
            skipSpace()
            if peek() == UInt8(ascii: "R") {
                position += 1
                guard let next = peek(), !Self.isSpace(next), !Self.isDelimiter(next) else { return .reference(number) }
            }
        }
        position = end
        return .number(value)
    }

    private mutating func array(depth: Int) -> PDFObject? {
        position += 1
        var values: [PDFObject] = []
        while true {
            skipSpace()
            if peek() == UInt8(ascii: "]") {
                position += 1
                return .array(values)
            }
            guard let value = object(depth: depth + 1) else { return nil }
            values.append(value)
        }
    }

    private mutating func dictionary(depth: Int) -> PDFObject? {
        var values: [String: PDFObject] = [:]
        while true {
            skipSpace()
            if peek() == UInt8(ascii: ">") {
                position += 1
                guard peek() == UInt8(ascii: ">") else { return nil }
                position += 1
                return .dictionary(values)
            }
            guard case .name(let name)? = object(depth: depth + 1), let value = object(depth: depth + 1) else { return nil }
            values[name] = value
        }
    }

    /// Text is not used, but it must be skipped correctly.
    private mutating func literalString() -> PDFObject? {
        let start = position + 1
        var depth = 0
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return .string(Array(bytes[start..<position - 1])) }
            default: break
            }
        }
        return nil
    }

    private mutating func hexadecimalString() -> PDFObject? {
        let start = position
        while let byte = peek() {
            position += 1
            if byte == UInt8(ascii: ">") { return .string(Array(bytes[start..<position - 1])) }
            guard Self.hexadecimal(byte) != nil || Self.isSpace(byte) else { return nil }
        }
        return nil
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09, 0x0C, 0x00: true
        default: false
        }
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "(", ")", "<", ">", "[", "]", "{", "}", "/", "%": true
        default: false
        }
    }
}
