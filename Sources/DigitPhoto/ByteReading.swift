/// Numbers of a file's header; nil if they would lie outside the bytes.
extension Array where Element == UInt8 {
    func bigEndian16(at offset: Int) -> Int? { number(at: offset, bytes: 2, isBigEndian: true) }
    func bigEndian32(at offset: Int) -> Int? { number(at: offset, bytes: 4, isBigEndian: true) }

    /// `bytes` bytes (at most 4) at `offset` as an unsigned number.
    func number(at offset: Int, bytes size: Int, isBigEndian: Bool) -> Int? {
        guard offset >= 0, offset <= count - size else { return nil }
        let digits = self[offset..<offset + size]
        return isBigEndian ? digits.reduce(0) { $0 << 8 | Int($1) } : digits.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Whether `text` is at `offset`.
    func has(_ text: String, at offset: Int) -> Bool { dropFirst(offset).starts(with: text.utf8) }
}
