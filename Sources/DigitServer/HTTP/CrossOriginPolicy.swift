import NIOHTTP1

/// The other sites whose pages may send requests and read the answers: CORS, Fetch standard, section 3.2.
package struct CrossOriginPolicy: Sendable {
    private let origins: Set<String>

    init(origins: [String]) { self.origins = Set(origins) }

    /// An origin as browsers send it: `https://digits.example`, in lower case and without the scheme's default port.
    ///
    /// Nil if the text is not an origin, such as a URL with a path.
    package static func origin(_ text: String) -> String? {
        let text = text.lowercased()
        guard let colon = text.firstRange(of: "://"), let authority = Authority(text[colon.upperBound...]) else { return nil }
        let scheme = text[..<colon.lowerBound]
        guard scheme == "http" || scheme == "https" else { return nil }
        let isUsual = authority.port == nil || authority.port == (scheme == "http" ? 80 : 443)
        return "\(scheme)://\(isUsual ? authority.host : authority.description)"
    }

    func allows(_ origin: String) -> Bool { origins.contains(origin) }

    /// Whether the request is a preflight for one of these pages.
    func isPreflight(_ head: HTTPRequestHead) -> Bool {
        head.method == .OPTIONS && head.headers.contains(name: "Access-Control-Request-Method") && allowedOrigin(head) != nil
    }

    /// The answer to a preflight.
    var preflightAnswer: Answer {
        var answer = Answer(status: .noContent)
        answer.headers.add(name: "Access-Control-Allow-Methods", value: "GET, HEAD, POST")
        answer.headers.add(
            name: "Access-Control-Allow-Headers",
            value: "Authorization, Content-Type, Content-Encoding, \(InferResponse.headerLengthName)")
        answer.headers.add(name: "Access-Control-Max-Age", value: "600")
        return answer
    }

    /// Adds the headers that let the page read the answer, and that keep caches from giving it to others.
    func complete(_ answer: inout Answer, to head: HTTPRequestHead?) {
        guard !origins.isEmpty else { return }
        answer.vary(by: "Origin")
        guard let head, let origin = allowedOrigin(head) else { return }
        answer.headers.add(name: "Access-Control-Allow-Origin", value: origin)
        answer.headers.add(name: "Access-Control-Expose-Headers", value: "Retry-After, \(InferResponse.headerLengthName)")
    }

    private func allowedOrigin(_ head: HTTPRequestHead) -> String? {
        guard let origin = head.headers.first(name: "Origin"), allows(origin) else { return nil }
        return origin
    }
}
