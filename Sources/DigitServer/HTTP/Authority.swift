import NIOCore

/// A host and port, as in `Host` and absolute URIs: RFC 3986, section 3.2, without user information.
struct Authority: Equatable, CustomStringConvertible {
    /// In lower case; an IPv6 address has its brackets.
    let host: String
    let port: Int?

    /// Nil if the text is invalid.
    init?(_ text: some StringProtocol) {
        guard let end = Self.endOfHost(Array(text.utf8)) else { return nil }
        host = String(decoding: text.utf8.prefix(end), as: UTF8.self).lowercased()
        let rest = text.utf8.dropFirst(end)
        guard let colon = rest.first else {
            port = nil
            return
        }
        let digits = rest.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        // The grammar allows a colon without a port.
        port = digits.isEmpty ? nil : Int(String(decoding: digits, as: UTF8.self))
        guard digits.isEmpty || (0...65_535).contains(port ?? -1) else { return nil }
    }

    /// The length of the host in bytes; nil if there is none.
    private static func endOfHost(_ text: [UInt8]) -> Int? {
        guard text.first == UInt8(ascii: "[") else {
            let end = text.firstIndex { !isPartOfName($0) } ?? text.count
            return end > 0 ? end : nil
        }
        guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let address = String(decoding: text[1..<end], as: UTF8.self)
        return isIPv6(address) ? end + 1 : nil
    }

    /// Letters, digits, and the other marks of `reg-name`.
    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+,;=%".utf8.contains(byte)
        }
    }

    private static func isIPv6(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: ":")) && !text.utf8.contains(UInt8(ascii: "%"))
            && (try? SocketAddress(ipAddress: text, port: 0)) != nil
    }

    var description: String { host + (port.map { ":\($0)" } ?? "") }

    /// Whether a host is this machine only: `localhost`, and loopback addresses.
    /// - Parameter host: a name or an address, in lower case; IPv6 with or without brackets.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if host.hasPrefix("127.") { return host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") } }
        return isIPv6(bare) && (try? SocketAddress(ipAddress: bare, port: 0)) == (try? SocketAddress(ipAddress: "::1", port: 0))
    }
}
