import NIOHTTP1

/// The requirements of RFC 9110 and RFC 9112 on a request's head beyond its grammar, which SwiftNIO's parser checks.
extension HTTPRequestHead {
    /// Checks the head, and rewrites the target to origin form with its authority as `Host`.
    /// - Parameter bodyLimit: the most bytes that a body may have.
    /// - Throws: `ServiceError`: 400, 413, 421 or 501.
    mutating func normalize(bodyLimit: Int) throws(ServiceError) {
        trimValues()
        try checkCodings()
        try checkLength(bodyLimit)
        try checkHost()
        try normalizeTarget()
    }

    /// RFC 9110, section 5.5: spaces and tabs around a value are not part of it. SwiftNIO's parser leaves those that follow it.
    private mutating func trimValues() {
        guard headers.contains(where: { $0.value.utf8.last.map(Self.isBlank) ?? false }) else { return }
        headers = HTTPHeaders(
            headers.map { name, value in
                let end = value.utf8.lastIndex { !Self.isBlank($0) }
                return (name, end.map { String(decoding: value.utf8[...$0], as: UTF8.self) } ?? "")
            })
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// A length consists of digits only; one too large for an integer is too large, too.
    private func checkLength(_ limit: Int) throws(ServiceError) {
        let lengths = headers["Content-Length"]
        guard let text = lengths.first else { return }
        guard lengths.count == 1, isDecimal(text) else {
            throw .badRequest("Content-Length: one number expected, got \(lengths.joined(separator: ", "))")
        }
        guard let length = Int(text), length <= limit else { throw .bodyTooLarge(limit) }
    }

    /// RFC 9112, section 6.1: only `chunked` is supported, once and last.
    private func checkCodings() throws(ServiceError) {
        guard headers.contains(name: "Transfer-Encoding") else { return }
        let codings = headers[canonicalForm: "Transfer-Encoding"].map { $0.lowercased() }
        guard knowsHTTP11 else {
            throw .badRequest("no Transfer-Encoding expected from a client of HTTP/\(version.major).\(version.minor)")
        }
        guard codings.last == "chunked", !codings.dropLast().contains("chunked"), !headers.contains(name: "Content-Length") else {
            throw .badRequest("Transfer-Encoding: chunked expected, once, last and without Content-Length")
        }
        guard codings.count == 1 else {
            let list = codings.joined(separator: ", ")
            throw ServiceError(status: .notImplemented, message: "a transfer encoding of chunked alone expected, got \(list)")
        }
    }

    /// RFC 9112, section 3.2: one `Host`, with a valid value.
    private func checkHost() throws(ServiceError) {
        let hosts = headers["Host"]
        guard hosts.count <= 1, hosts.count == 1 || !knowsHTTP11 else {
            throw .badRequest("one header Host expected, got \(hosts.isEmpty ? "none" : "\(hosts.count)")")
        }
        if let host = hosts.first, Authority(host) == nil { throw .badRequest("Host: a host expected, got \(host)") }
    }

    /// RFC 9112, section 3.2: a path; or an absolute URI, whose authority then replaces `Host`.
    private mutating func normalizeTarget() throws(ServiceError) {
        if method == .CONNECT {
            throw ServiceError(status: .notImplemented, message: "CONNECT is not supported: this is not a proxy")
        }
        if uri.hasPrefix("/") || uri == "*" && method == .OPTIONS { return }
        guard let colon = uri.firstRange(of: "://") else { throw .badRequest("a path expected, got \(uri)") }
        let scheme = uri[..<colon.lowerBound].lowercased()
        let rest = uri[colon.upperBound...]
        let name = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let authority = Authority(name) else { throw .badRequest("an address with a host expected, got \(uri)") }
        guard scheme == "http" else {
            throw ServiceError(status: .misdirectedRequest, message: "an address of http:// expected, got \(scheme)://")
        }
        let path = rest.dropFirst(name.count)
        headers.replaceOrAdd(name: "Host", value: authority.description)
        uri = path.hasPrefix("/") ? String(path) : "/\(path)"
    }

    private var knowsHTTP11: Bool { version.major > 1 || version.major == 1 && version.minor >= 1 }

    /// The length of the body as the client announces it; nil if it does not.
    var announcedLength: Int? { headers.first(name: "Content-Length").flatMap { Int($0) } }

    /// Whether the client waits for permission to send its body (RFC 9110, section 10.1.1).
    var expectsContinue: Bool {
        knowsHTTP11 && headers.first(name: "Expect")?.lowercased() == "100-continue"
    }
}

/// Whether a text consists of digits only, without a sign.
func isDecimal(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

/// A number of digits only; nil if the text is not one or exceeds `limit`.
func decimal(_ text: String, upTo limit: Int) -> Int? {
    guard isDecimal(text), let number = Int(text), number <= limit else { return nil }
    return number
}
