/// Reads JSON text from front to back, as a complete value or piece by piece.
///
/// Piece by piece, a caller says what it expects next and keeps only what it needs:
///
/// ```swift
/// var reader = JSONReader(bytes)
/// try reader.members { key, reader throws(JSONReader.Failure) in
///     if key == "name" { name = try reader.string() } else { try reader.skip() }
/// }
/// try reader.end()
/// ```
package struct JSONReader {
    /// What is wrong with a text, and at which byte.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package let problem: String
        package let offset: Int

        package var description: String { "\(problem) at byte \(offset)" }
    }

    /// The numbers that are accepted.
    package enum Dialect {
        /// As in RFC 8259.
        case standard
        /// As in Python's `json.loads`: `NaN`, `Infinity` and `-Infinity` too, and a leading byte order mark.
        case python
        /// As in RFC 8259, and an object has each key once (RFC 7493, section 2.3): of two values the sender may mean either.
        case strict
    }

    /// Deeper nesting than any model or request has; the reader is recursive.
    static let deepest = 100
    /// More values than any configuration has: one takes up to 36 times the memory of its text. Of a strict text, also the most keys.
    static let mostValues = 1 << 18

    let bytes: [UInt8]
    let dialect: Dialect
    var position = 0
    private var depth = 0
    private var valueCount = 0, keyCount = 0

    /// A reader at the beginning of a text.
    package init(_ bytes: [UInt8], dialect: Dialect = .standard) {
        self.bytes = bytes
        self.dialect = dialect
        if dialect == .python, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Parses a complete text.
    package static func value(of bytes: [UInt8], dialect: Dialect = .standard) throws(Failure) -> JSON {
        var reader = JSONReader(bytes, dialect: dialect)
        let value = try reader.value()
        try reader.end()
        return value
    }

    /// Checks that nothing follows.
    package mutating func end() throws(Failure) {
        skipSpace()
        guard position == bytes.count else { throw failure("end of JSON expected, text follows the value") }
    }

    /// Reads the next value, whatever it is.
    package mutating func value() throws(Failure) -> JSON {
        valueCount += 1
        guard valueCount <= Self.mostValues else { throw failure("JSON of at most \(Self.mostValues) values expected") }
        switch next {
        case UInt8(ascii: "{"):
            var list: [JSON.Member] = []
            try members { key, reader throws(Failure) in list.append(JSON.Member(key, try reader.value())) }
            return .object(list)
        case UInt8(ascii: "["):
            var list: [JSON] = []
            try elements { reader throws(Failure) in list.append(try reader.value()) }
            return .array(list)
        case UInt8(ascii: "\""): return .string(try string())
        default: break
        }
        if take(word: "null") { return .null }
        if take(word: "true") { return .bool(true) }
        if take(word: "false") { return .bool(false) }
        if dialect == .python {
            if take(word: "NaN") { return .number(.nan) }
            if take(word: "Infinity") { return .number(.infinity) }
            if take(word: "-Infinity") { return .number(-.infinity) }
        }
        return try number()
    }

    /// Reads an object: calls `body` with each key, which must read the key's value.
    package mutating func members(_ body: (_ key: String, inout JSONReader) throws(Failure) -> Void) throws(Failure) {
        var keys = JSONKeys()
        try list(from: "{", to: "}", of: "object") { reader throws(Failure) in
            guard reader.next == UInt8(ascii: "\"") else { throw reader.failure("JSON key expected") }
            let key = try reader.string()
            if reader.dialect == .strict { try reader.check(key, &keys) }
            reader.skipSpace()
            guard reader.take(UInt8(ascii: ":")) else { throw reader.failure("JSON colon expected") }
            try body(key, &reader)
        }
    }

    /// Checks that a key is there for the first time.
    private mutating func check(_ key: String, _ keys: inout JSONKeys) throws(Failure) {
        keyCount += 1
        guard keyCount <= Self.mostValues else { throw failure("JSON of at most \(Self.mostValues) keys expected") }
        guard keys.insert(key) else { throw failure("\(JSON.string(key).excerpt) appears twice") }
    }

    /// Reads an array: calls `body` once for each element, which must read it.
    package mutating func elements(_ body: (inout JSONReader) throws(Failure) -> Void) throws(Failure) {
        try list(from: "[", to: "]", of: "array", body)
    }

    /// Skips the next value.
    package mutating func skip() throws(Failure) {
        switch next {
        case UInt8(ascii: "{"): try members { _, reader throws(Failure) in try reader.skip() }
        case UInt8(ascii: "["): try elements { reader throws(Failure) in try reader.skip() }
        default:
            _ = try value()
            valueCount -= 1  // None of it is kept.
        }
    }

    /// The byte that the next value begins with, nil at the end.
    package var next: UInt8? {
        mutating get {
            skipSpace()
            return current
        }
    }

    /// An error about what is at the present position.
    package func failure(_ problem: String) -> Failure { Failure(problem: problem, offset: position) }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    mutating func take(word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else { return false }
        position = end
        return true
    }

    private mutating func list(
        from opening: Unicode.Scalar, to closing: Unicode.Scalar, of kind: String,
        _ body: (inout JSONReader) throws(Failure) -> Void
    ) throws(Failure) {
        skipSpace()
        guard take(UInt8(ascii: opening)) else { throw failure("JSON \(kind) expected") }
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { throw failure("JSON nested deeper than \(Self.deepest)") }
        skipSpace()
        if take(UInt8(ascii: closing)) { return }
        while true {
            try body(&self)
            skipSpace()
            if take(UInt8(ascii: closing)) { return }
            guard take(UInt8(ascii: ",")) else { throw failure("JSON comma or \(closing == "}" ? "brace" : "bracket") expected") }
        }
    }
}
