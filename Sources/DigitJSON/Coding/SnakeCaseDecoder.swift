/// Decodes values from JSON with keys in snake case, as Foundation's `JSONDecoder` does. The words `nan`, `inf` and `-inf` are
/// accepted as numbers.
package struct SnakeCaseDecoder {
    package init() {}

    /// Decodes the value of a text.
    /// - Throws: `JSONReader.Failure` for a text that is not JSON, `DecodingError` for a mismatched value, and what the value
    ///   itself throws.
    package func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try Decoding(CodedValue(of: bytes), [], keepsKeys: false).take(type)
    }
}

/// The decoder and the container of a single value in one.
private struct Decoding: Decoder, SingleValueDecodingContainer {
    let value: CodedValue
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    let keepsKeys: Bool

    init(_ value: CodedValue, _ codingPath: [any CodingKey], keepsKeys: Bool) {
        (self.value, self.codingPath, self.keepsKeys) = (value, codingPath, keepsKeys)
    }

    func container<Key: CodingKey>(keyedBy: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch([String: Any].self) }
        let named = keepsKeys ? members : Dictionary(members.map { (SnakeCase.camel($0), $1) }) { first, _ in first }
        return KeyedDecodingContainer(KeyedDecoding<Key>(members: named, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([Any].self) }
        return UnkeyedDecoding(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try take(type) }

    func decodeNil() -> Bool {
        if case .null = value { true } else { false }
    }

    func take<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let found: Any? =
            switch type {
            case is Bool.Type: try bool()
            case is String.Type: try string()
            case is Double.Type: try number(Double.self)
            case is Float.Type: try number(Float.self)
            case let whole as any (FixedWidthInteger & Decodable).Type: try integer(whole)
            default: nil
            }
        if let found, let value = found as? Value { return value }
        return try Value(from: Decoding(value, codingPath, keepsKeys: type is any KeyedByData.Type))
    }

    private func bool() throws -> Bool {
        guard case .bool(let value) = value else { throw mismatch(Bool.self) }
        return value
    }

    private func string() throws -> String {
        guard case .string(let value) = value else { throw mismatch(String.self) }
        return value
    }

    private func number<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ type: Number.Type) throws -> Number {
        switch value {
        case .string(let word):
            if let value = NonFinite.number(word) { return Number(value) }
        case .number(let digits):
            guard let number = Number(digits), number.isFinite else { throw unfitting(digits, type) }
            return number
        default: break
        }
        throw mismatch(type)
    }

    private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        guard case .number(let digits) = value else { throw mismatch(type) }
        if let number = Number(digits) { return number }
        guard let number = Double(digits).flatMap({ Number(exactly: $0) }) else { throw unfitting(digits, type) }
        return number
    }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "\(type) expected")
        return decodeNil() ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    private func unfitting(_ digits: String, _ type: Any.Type) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: "\(type) expected, got \(digits)"))
    }
}

private struct KeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: CodedValue]
    let codingPath: [any CodingKey]
    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try member(key).take(type) }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) throws -> KeyedDecodingContainer<Inner> {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try member(key).unkeyedContainer() }
    func superDecoder() throws -> any Decoder { try member(PlainKey(stringValue: "super")) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }

    private func member(_ key: some CodingKey) throws -> Decoding {
        guard let value = members[key.stringValue] else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "no member \(key.stringValue)"))
        }
        return Decoding(value, codingPath + [key], keepsKeys: false)
    }
}

private struct UnkeyedDecoding: UnkeyedDecodingContainer {
    let elements: [CodedValue]
    let codingPath: [any CodingKey]
    var currentIndex = 0
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool {
        let isNil = try element(Never?.self).decodeNil()
        if isNil { currentIndex += 1 }
        return isNil
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        defer { currentIndex += 1 }
        return try element(type).take(type)
    }

    mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) throws -> KeyedDecodingContainer<Inner> {
        defer { currentIndex += 1 }
        return try element(type).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        defer { currentIndex += 1 }
        return try element([Any].self).unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        defer { currentIndex += 1 }
        return try element((any Decoder).self)
    }

    private func element(_ type: Any.Type) throws -> Decoding {
        let path = codingPath + [PlainKey(intValue: currentIndex)]
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(type, .init(codingPath: path, debugDescription: "no element \(currentIndex)"))
        }
        return Decoding(elements[currentIndex], path, keepsKeys: false)
    }
}
