import NIOHTTP1

/// The query of a request's target.
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

    /// The values of a query by name.
    /// - Parameter names: the names that are expected.
    /// - Throws: `ServiceError` 400 for another name, or one that is there twice: a client that sends it expects an effect.
    static func query(of uri: String, names: [String]) throws(ServiceError) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in pairs(of: uri) {
            guard names.contains(name) else {
                throw .badRequest("\(names.isEmpty ? "no query" : names.joined(separator: ", ")) expected, got \(name)")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .badRequest("\(name): one value expected, got several")
            }
        }
        return values
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

extension HTTPRequestHead {
    /// The path without its query.
    var path: Substring { uri.prefix { $0 != "?" } }
}
