/// Encodes values as JSON with sorted keys in snake case, byte for byte as Foundation's `JSONEncoder` does: Foundation would make
/// the C library a third larger.
package struct SnakeCaseEncoder {
    private let isPretty, writesNonFinite: Bool

    /// - Parameters:
    ///   - isPretty: whether each value is on a line of its own.
    ///   - writesNonFinite: whether NaN and infinities are written as the words `nan`, `inf` and `-inf`; otherwise they are
    ///     errors.
    package init(isPretty: Bool = false, writesNonFinite: Bool = false) {
        (self.isPretty, self.writesNonFinite) = (isPretty, writesNonFinite)
    }

    /// Encodes a value as text.
    /// - Throws: `EncodingError` for a number that JSON cannot represent, and what the value itself throws.
    package func encode(_ value: some Encodable) throws -> String {
        let slot = Slot()
        try Encoding(slot, [], writesNonFinite, keepsKeys: false).put(value, in: slot, at: [])
        var text = ""
        slot.value.write(indent: isPretty ? 0 : nil, to: &text)
        return text
    }
}

/// A slot for a part of a value, filled by containers one after the other.
private final class Slot {
    var scalar: CodedValue?
    var elements: [Slot]?
    var members: [String: Slot]?

    /// Its contents; an empty object if nothing was written.
    var value: CodedValue {
        if let scalar { return scalar }
        if let elements { return .array(elements.map(\.value)) }
        return .object((members ?? [:]).mapValues(\.value))
    }
}

/// The encoder and its containers in one: each writes to the slot that it was made for.
private struct Encoding: Encoder {
    let slot: Slot
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    let writesNonFinite, keepsKeys: Bool

    init(_ slot: Slot, _ codingPath: [any CodingKey], _ writesNonFinite: Bool, keepsKeys: Bool) {
        (self.slot, self.codingPath, self.writesNonFinite, self.keepsKeys) = (slot, codingPath, writesNonFinite, keepsKeys)
    }

    func container<Key: CodingKey>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
        if slot.members == nil { slot.members = [:] }
        return KeyedEncodingContainer(KeyedEncoding<Key>(encoding: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if slot.elements == nil { slot.elements = [] }
        return UnkeyedEncoding(encoding: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SingleEncoding(encoding: self) }

    /// An encoder for a nested value.
    func inside(_ slot: Slot, _ key: any CodingKey) -> Encoding {
        Encoding(slot, codingPath + [key], writesNonFinite, keepsKeys: false)
    }

    func member(_ key: any CodingKey) -> Slot {
        let slot = Slot()
        self.slot.members?[keepsKeys ? key.stringValue : SnakeCase.snake(key.stringValue)] = slot
        return slot
    }

    func element() -> Slot {
        let slot = Slot()
        self.slot.elements?.append(slot)
        return slot
    }

    func put(_ value: some Encodable, in slot: Slot, at path: [any CodingKey]) throws {
        switch value {
        case let value as Bool: slot.scalar = .bool(value)
        case let value as String: slot.scalar = .string(value)
        case let value as Double: try put(value, in: slot, at: path)
        case let value as Float: try put(value, in: slot, at: path)
        case let value as any FixedWidthInteger: slot.scalar = .number("\(value)")
        default: try value.encode(to: Encoding(slot, path, writesNonFinite, keepsKeys: value is any KeyedByData))
        }
    }

    private func put(_ value: some BinaryFloatingPoint & LosslessStringConvertible, in slot: Slot, at path: [any CodingKey])
        throws
    {
        guard let word = NonFinite.word(Double(value)) else {
            let text = value.description
            return slot.scalar = .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        }
        guard writesNonFinite else {
            throw EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: "JSON cannot represent \(word)"))
        }
        slot.scalar = .string(word)
    }
}

private struct KeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoding: Encoding
    var codingPath: [any CodingKey] { encoding.codingPath }

    func encodeNil(forKey key: Key) { encoding.member(key).scalar = .null }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        try encoding.put(value, in: encoding.member(key), at: codingPath + [key])
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
        encoding.inside(encoding.member(key), key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoding.inside(encoding.member(key), key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { superEncoder(for: PlainKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { superEncoder(for: key) }
    private func superEncoder(for key: any CodingKey) -> any Encoder { encoding.inside(encoding.member(key), key) }
}

private struct UnkeyedEncoding: UnkeyedEncodingContainer {
    let encoding: Encoding
    var codingPath: [any CodingKey] { encoding.codingPath }
    var count: Int { encoding.slot.elements?.count ?? 0 }
    private var key: PlainKey { PlainKey(intValue: count) }

    func encodeNil() { encoding.element().scalar = .null }

    func encode(_ value: some Encodable) throws {
        let path = codingPath + [key]
        try encoding.put(value, in: encoding.element(), at: path)
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        inside().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { inside().unkeyedContainer() }
    func superEncoder() -> any Encoder { inside() }

    private func inside() -> Encoding {
        let key = key
        return encoding.inside(encoding.element(), key)
    }
}

private struct SingleEncoding: SingleValueEncodingContainer {
    let encoding: Encoding
    var codingPath: [any CodingKey] { encoding.codingPath }

    func encodeNil() { encoding.slot.scalar = .null }
    func encode(_ value: some Encodable) throws { try encoding.put(value, in: encoding.slot, at: codingPath) }
}
