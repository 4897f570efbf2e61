import NIOHTTP1

/// Decides who may request what: the token, and protection from other web pages in the same browser. It uses only the head, so
/// that nothing is held for rejected requests.
struct AccessPolicy {
    /// The token's bytes; nil if none is required.
    private let token: [UInt8]?
    /// Whether only this machine is served, so that only names of this machine are expected in `Host`.
    private let isLocal: Bool
    /// The other sites whose pages may send requests.
    let crossOrigin: CrossOriginPolicy

    /// Paths that need no token: the page, which asks for it, and health checks.
    private static let open = Set(PageRoutes.paths + ["/livez", "/readyz", "/v2/health/live", "/v2/health/ready"])

    init(_ settings: ServerSettings) {
        token = settings.token.map { Array($0.utf8) }
        isLocal = settings.servesOnlyThisMachine
        crossOrigin = CrossOriginPolicy(origins: settings.allowedOrigins)
    }

    /// - Throws: `ServiceError`: 401, 403 or 421 if the request must not be answered.
    func check(_ head: HTTPRequestHead) throws(ServiceError) {
        try checkHost(head)
        try checkOrigin(head)
        // A preflight has no token, and only asks whether a request may be sent.
        if !crossOrigin.isPreflight(head) { try checkToken(head) }
    }

    /// Rejects a name of another site that was made to resolve to this server (DNS rebinding).
    private func checkHost(_ head: HTTPRequestHead) throws(ServiceError) {
        guard isLocal, token == nil else { return }
        let host = head.headers.first(name: "Host") ?? ""
        guard let authority = Authority(host), Authority.isLoopback(authority.host) else {
            throw ServiceError(
                status: .misdirectedRequest, message: "a host of this machine expected, got \(host); see --host and --token")
        }
    }

    /// Other sites' pages can make a browser send requests here. Requests that change something or cost work are answered only if
    /// they do not come from such pages.
    private func checkOrigin(_ head: HTTPRequestHead) throws(ServiceError) {
        guard let origin = head.headers.first(name: "Origin"), head.method != .GET, head.method != .HEAD else { return }
        let host = (head.headers.first(name: "Host") ?? "").lowercased()
        guard origin == "http://\(host)" || origin == "https://\(host)" || crossOrigin.allows(origin) else {
            throw .forbidden("a request from this server's own page expected, got one from \(origin); see --allow-origin")
        }
    }

    private func checkToken(_ head: HTTPRequestHead) throws(ServiceError) {
        guard let token, !Self.open.contains(String(head.path)) else { return }
        guard let given = Self.bearerToken(head.headers.first(name: "Authorization") ?? ""), Self.areEqual(token, given) else {
            throw ServiceError(status: .unauthorized, message: "the header Authorization: Bearer with the right token expected")
        }
    }

    /// The text after `Bearer`, which is case-insensitive (RFC 9110, section 11.1).
    private static func bearerToken(_ value: String) -> [UInt8]? {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return Array(parts[1].utf8.drop { $0 == UInt8(ascii: " ") })
    }

    /// Compares in constant time.
    private static func areEqual(_ expected: [UInt8], _ given: [UInt8]) -> Bool {
        var difference = given.count ^ expected.count
        for (index, byte) in expected.enumerated() { difference |= Int(byte ^ (index < given.count ? given[index] : 0)) }
        return difference == 0
    }
}
