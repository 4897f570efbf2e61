import NIOHTTP1

/// The routes: GET, which includes HEAD, POST and DELETE.
///
/// A known path answers other methods with 405 and the list of those that it supports.
struct Routes: Sendable {
    typealias Handler = @Sendable (ServerRequest) async throws -> Answer

    /// A handler and its route.
    struct Match: Sendable {
        /// The pattern of the path, for the metrics.
        let pattern: String
        /// The path's values for the `{NAME}`s of the pattern.
        let parameters: [String: String]
        let handler: Handler
    }

    private struct Route: Sendable {
        let pattern: String
        let segments: [Substring]
        var handlers: [(method: HTTPMethod, handler: Handler)] = []

        init(pattern: String) { (self.pattern, segments) = (pattern, pattern.split(separator: "/")) }

        var allow: String { handlers.map { $0.method == .GET ? "GET, HEAD" : $0.method.rawValue }.joined(separator: ", ") }

        /// Returns the parameters; nil if the path does not match.
        func parameters(of address: [Substring]) -> [String: String]? {
            guard address.count == segments.count else { return nil }
            var parameters: [String: String] = [:]
            for (segment, part) in zip(segments, address) {
                if segment.hasPrefix("{") {
                    parameters[String(segment.dropFirst().dropLast())] = String(part)
                } else if segment != part {
                    return nil
                }
            }
            return parameters
        }

        func handler(for method: HTTPMethod) -> Handler {
            // HEAD is answered like GET; the body is removed later.
            let answered = method == .HEAD ? .GET : method
            if let known = handlers.first(where: { $0.method == answered }) { return known.handler }
            return { @Sendable [allow] _ in
                throw ServiceError(status: .methodNotAllowed, message: "\(allow) expected, got \(method.rawValue)", allow: allow)
            }
        }
    }

    private var routes: [Route] = []

    /// Handles GET and HEAD at a path such as `/models/{model}/filters`. The first pattern that matches a path counts.
    mutating func get(_ pattern: String, _ handler: @escaping Handler) { add(.GET, pattern, handler) }

    /// Handles POST at a path.
    mutating func post(_ pattern: String, _ handler: @escaping Handler) { add(.POST, pattern, handler) }

    /// Handles DELETE at a path.
    mutating func delete(_ pattern: String, _ handler: @escaping Handler) { add(.DELETE, pattern, handler) }

    private mutating func add(_ method: HTTPMethod, _ pattern: String, _ handler: @escaping Handler) {
        let index = routes.firstIndex { $0.pattern == pattern } ?? routes.endIndex
        if index == routes.endIndex { routes.append(Route(pattern: pattern)) }
        routes[index].handlers.append((method, handler))
    }

    /// Returns the handler of a request; nil if its path matches no pattern.
    func match(_ request: ServerRequest) -> Match? {
        let address = request.path.split(separator: "/")
        for route in routes {
            guard let parameters = route.parameters(of: address) else { continue }
            return Match(pattern: route.pattern, parameters: parameters, handler: route.handler(for: request.head.method))
        }
        return nil
    }
}
