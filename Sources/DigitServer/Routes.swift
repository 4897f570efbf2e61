import NIOHTTP1

/// The routes: GET, which includes HEAD, POST and DELETE.
///
/// A known path answers other methods with 405 and the list of those that it supports, and other queries than it expects with 400.
struct Routes: Sendable {
    typealias Handler = @Sendable (ServerRequest) async throws -> Answer

    /// What answers a method of a route.
    struct Endpoint: Sendable {
        let method: HTTPMethod
        /// The names of the query's parameters; nil if the handler looks at the query itself.
        let query: [String]?
        /// Whether a body is of use.
        let takesBody: Bool
        let handler: Handler
    }

    /// The route of a request.
    struct Match: Sendable {
        /// The pattern of the path, for the metrics.
        let pattern: String
        /// The path's values for the `{NAME}`s of the pattern.
        let parameters: [String: String]
        /// What answers the request, with the values of its query; or why it is refused.
        let outcome: Result<(endpoint: Endpoint, query: [String: String]), ServiceError>
    }

    private struct Route: Sendable {
        let pattern: String
        let segments: [Substring]
        var endpoints: [Endpoint] = []

        init(pattern: String) { (self.pattern, segments) = (pattern, pattern.split(separator: "/")) }

        private var allow: String {
            endpoints.map { $0.method == .GET ? "GET, HEAD" : $0.method.rawValue }.joined(separator: ", ")
        }

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

        /// What answers a request, with the values of its query.
        /// - Throws: `ServiceError`: 405 for another method, 400 for another query.
        func endpoint(for head: HTTPRequestHead) throws(ServiceError) -> (endpoint: Endpoint, query: [String: String]) {
            // HEAD is answered like GET; the body is removed later.
            let answered = head.method == .HEAD ? .GET : head.method
            guard let endpoint = endpoints.first(where: { $0.method == answered }) else {
                throw .otherMethod(head.method, allow: allow)
            }
            guard let names = endpoint.query else { return (endpoint, [:]) }
            return (endpoint, try RequestTarget.query(of: head.uri, names: names))
        }
    }

    private var routes: [Route] = []

    /// Handles GET and HEAD at a path such as `/models/{model}/filters`. The first pattern that matches a path counts.
    /// - Parameter query: the names of the query's parameters; nil if the handler looks at the query itself.
    mutating func get(_ pattern: String, query: [String]? = [], _ handler: @escaping Handler) {
        add(Endpoint(method: .GET, query: query, takesBody: false, handler: handler), pattern)
    }

    /// Handles POST at a path.
    /// - Parameters:
    ///   - query: the names of the query's parameters; nil if the handler looks at the query itself.
    ///   - takesBody: whether a body is of use, so that it may be as large as the server's limits allow.
    mutating func post(_ pattern: String, query: [String]? = [], takesBody: Bool = true, _ handler: @escaping Handler) {
        add(Endpoint(method: .POST, query: query, takesBody: takesBody, handler: handler), pattern)
    }

    /// Handles DELETE at a path.
    /// - Parameter query: the names of the query's parameters; nil if the handler looks at the query itself.
    mutating func delete(_ pattern: String, query: [String]? = [], _ handler: @escaping Handler) {
        add(Endpoint(method: .DELETE, query: query, takesBody: false, handler: handler), pattern)
    }

    private mutating func add(_ endpoint: Endpoint, _ pattern: String) {
        let index = routes.firstIndex { $0.pattern == pattern } ?? routes.endIndex
        if index == routes.endIndex { routes.append(Route(pattern: pattern)) }
        routes[index].endpoints.append(endpoint)
    }

    /// The method and the pattern of each endpoint, such as `POST /read`.
    var addresses: [String] { routes.flatMap { route in route.endpoints.map { "\($0.method.rawValue) \(route.pattern)" } } }

    /// Returns the route of a request; nil if its path matches no pattern.
    func match(_ head: HTTPRequestHead) -> Match? {
        let address = head.path.split(separator: "/")
        for route in routes {
            guard let parameters = route.parameters(of: address) else { continue }
            let outcome = Result { () throws(ServiceError) in try route.endpoint(for: head) }
            return Match(pattern: route.pattern, parameters: parameters, outcome: outcome)
        }
        return nil
    }
}
