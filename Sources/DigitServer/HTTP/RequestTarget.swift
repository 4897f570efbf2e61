/// The parts of a request's target besides its path.
enum RequestTarget {
    /// The names and values of a query such as `model=mnist&pixels=1`, in order, with percent-encoding removed (RFC 3986, section
    /// 2.1).
    static func pairs(of uri: String) -> [(name: String, value: String)] {
        guard let mark = uri.firstIndex(of: "?") else { return [] }
        return uri[mark...].dropFirst().prefix(while: { $0 != "#" }).split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1] : ""
            return (decoded(parts[0]) ?? String(parts[0]), decoded(value) ?? String(value))
        }
    }

    /// The values of a query by name. Of duplicate names the first value counts.
    static func query(of uri: String) -> [String: String] {
        Dictionary(pairs(of: uri).map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// Removes a text's percent-encoding; nil if it is damaged or not UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
