extension JSONReader {
    /// Reads the next value, which must be a whole number.
    package mutating func integer() throws(Failure) -> Int {
        skipSpace()
        let start = position
        guard case .integer(let value) = try number() else {
            position = start
            throw failure("JSON whole number expected")
        }
        return value
    }

    /// Reads the next value, which must be `true` or `false`.
    package mutating func bool() throws(Failure) -> Bool {
        skipSpace()
        guard current == UInt8(ascii: "t") || current == UInt8(ascii: "f"), case .bool(let value) = try value() else {
            throw failure("JSON true or false expected")
        }
        return value
    }

    /// Reads the next value, which must be a number.
    package mutating func number() throws(Failure) -> JSON {
        let text = try numberText()
        if let whole = Int(text) { return .integer(whole) }
        return .number(Double(text) ?? .nan)
    }

    /// Reads the next value, which must be a number, as it is written.
    mutating func numberText() throws(Failure) -> String {
        let start = position
        while let byte = current, isPartOfNumber(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard isNumber(bytes[start..<position]) else {
            position = start
            throw failure("JSON value expected")
        }
        return text
    }

    private func isPartOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// Whether a text is a number by the grammar of RFC 8259, section 6: no plus sign, no leading zeros, digits around a point.
    private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
        func takeDigits() -> Bool {
            guard isDigit(rest.first) else { return false }
            rest = rest.drop { isDigit($0) }
            return true
        }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        if rest.first == UInt8(ascii: "0") { rest.removeFirst() } else if !takeDigits() { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            if !takeDigits() { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            if !takeDigits() { return false }
        }
        return rest.isEmpty
    }
}
