/// Parses PDF values from bytes one after the other (ISO 32000-1, section 7.2 and 7.3).
struct PDFParser {
    private let bytes: [UInt8]
    private(set) var position: Int
    /// Whether it reached the end of the bytes: with more of them the result might differ.
    private(set) var hasReachedEnd = false
    private let budget: PDFBudget
    /// The values inside the current one so far, as `PDFBudget.mostValues` counts them.
    private var valueCount = 0

    /// No producer nests its values this deeply.
    private static let deepestNesting = 50

    init(_ bytes: [UInt8], at position: Int = 0, budget: PDFBudget) {
        (self.bytes, self.position, self.budget) = (bytes, position, budget)
    }

    /// The next value or word; nil at the end, if there is none, and beyond the budget.
    mutating func next() -> PDFObject? {
        let start = position
        valueCount = 0
        let object = object(depth: 0)
        return budget.take(PDFBudget.parsedByte * (position - start)) ? object : nil
    }

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
        guard depth < Self.deepestNesting, let byte = peek(), count(1) else { return nil }
        if (0x30...0x39).contains(byte), let integer = integerOrReference() { return integer }
        guard budget.take(PDFBudget.value) else { return nil }
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
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return numberText().flatMap(Double.init).map { .number($0) }
        default: return word()
        }
    }

    /// Counts values inside an object; false if they are too many.
    private mutating func count(_ more: Int) -> Bool {
        valueCount += more
        if valueCount > budget.mostValues { budget.end() }
        return valueCount <= budget.mostValues
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
        let raw = regularBytes()
        // `Double` accepts more than PDF does, such as "infinity" and exponents.
        guard raw.count <= 40, raw.allSatisfy(Self.isInNumbers) else { return nil }
        let text = String(decoding: raw, as: UTF8.self)
        return raw.last == UInt8(ascii: ".") ? text + "0" : raw.first == UInt8(ascii: ".") ? "0" + text : text
    }

    private static func isInNumbers(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// An integer without a sign, or `12 0 R`; nil, without a move, for other numbers.
    private mutating func integerOrReference() -> PDFObject? {
        guard budget.take(PDFBudget.integer), let number = digits() else { return nil }
        let end = position
        skipSpace()
        if digits() != nil {
            skipSpace()
            if peek() == UInt8(ascii: "R") {
                position += 1
                guard let next = peek(), !Self.isSpace(next), !Self.isDelimiter(next) else { return .reference(number) }
            }
        }
        position = end
        return .number(Double(number))
    }

    /// A number of at most 15 digits, which a `Double` holds exactly, and nothing else; otherwise nil, without a move.
    private mutating func digits() -> Int? {
        let start = position
        var number = 0
        while let byte = peek(), !Self.isSpace(byte), !Self.isDelimiter(byte) {
            guard (0x30...0x39).contains(byte), position - start < 15 else {
                position = start
                return nil
            }
            number = 10 * number + Int(byte - 0x30)
            position += 1
        }
        return position > start ? number : nil
    }

    private mutating func array(depth: Int) -> PDFObject? {
        position += 1
        guard count(4) else { return nil }
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
        guard count(4) else { return nil }
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
