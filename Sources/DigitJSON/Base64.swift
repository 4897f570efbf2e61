/// Base64 as in RFC 4648, section 4, with optional padding; the URL-safe alphabet of section 5 is accepted too.
package enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The padded Base64 text of bytes.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let rest = bytes[start..<min(start + 3, bytes.count)]
            var group = rest.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - rest.count))
            for index in 0..<4 {
                text.append(index <= rest.count ? letters[Int(group >> 18 & 63)] : UInt8(ascii: "="))
                group <<= 6
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil if the text is not Base64.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var (group, bits): (UInt32, Int) = (0, 0)
        var rest = text.utf8[...]
        while let letter = rest.first, let value = value(of: letter) {
            rest.removeFirst()
            group = group << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            }
        }
        guard bits != 6, rest.count <= 2, rest.allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
        return bytes
    }

    private static func value(of letter: UInt8) -> UInt32? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - 65)
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - 97 + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - 48 + 52)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
