import NIOHTTP1

/// Who may ask for what: the token, and protection from other web pages in the same browser.
struct AccessPolicy {
    /// The bytes of what follows `Bearer `; nil where no token is asked for.
    private let token: [UInt8]?
    /// Whether only this machine is served, so that only names of this machine are expected in `Host`.
    private let isLocal: Bool

    /// Addresses that need no token: the page, which asks for it, and what health checks look at.
    private static let open = Set(PageRoutes.paths + ["/livez", "/readyz", "/v2/health/live", "/v2/health/ready"])

    init(token: String?, host: String) {
        self.token = token.map { Array($0.utf8) }
        isLocal = Self.isLocal(host)
    }

    /// - Throws: `ServiceError` if the request is not to be answered.
    func check(_ request: ServerRequest) throws(ServiceError) {
        try checkOrigin(request)
        try checkToken(request)
    }

    /// Other sites' pages can have a browser send requests here. What changes something or costs work is answered only if it does not
    /// come from them, and nothing is answered to a name of another site that was made to lead here (DNS rebinding).
    private func checkOrigin(_ request: ServerRequest) throws(ServiceError) {
        let host = request.header("Host") ?? ""
        if isLocal, token == nil, !Self.isLocal(Self.name(of: host)) {
            throw ServiceError(
                status: .misdirectedRequest, message: "a host of this machine expected, got \(host); see --host and --token")
        }
        guard let origin = request.header("Origin"), request.head.method != .GET, request.head.method != .HEAD else { return }
        guard origin == "http://\(host)" || origin == "https://\(host)" else {
            throw .forbidden("a request from this server's own page expected, got one from \(origin)")
        }
    }

    private func checkToken(_ request: ServerRequest) throws(ServiceError) {
        guard let token, !Self.open.contains(String(request.path)) else { return }
        let given = request.header("Authorization").map { Array($0.utf8) } ?? []
        let expected = Array("Bearer ".utf8) + token
        // Takes the same time wherever the difference is.
        var difference = given.count ^ expected.count
        for (index, byte) in expected.enumerated() { difference |= Int(byte ^ (index < given.count ? given[index] : 0)) }
        guard difference == 0 else {
            throw ServiceError(status: .unauthorized, message: "the header Authorization: Bearer with the right token expected")
        }
    }

    /// `localhost`, and the addresses of the loopback device.
    static func isLocal(_ name: String) -> Bool {
        name == "localhost" || name == "::1" || name == "[::1]" || name.hasSuffix(".localhost")
            || name.hasPrefix("127.") && name.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    }

    /// A host without its port.
    static func name(of host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
        return String(host.prefix { $0 != ":" }).lowercased()
    }
}
