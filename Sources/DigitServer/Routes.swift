import HTTPTypes
import Hummingbird

/// The addresses that are answered. An address that is known answers other methods with 405 and the list of those that it takes.
struct Routes {
    typealias Handler = @Sendable (Request, ServerContext) async throws -> Response

    let router: Router<ServerContext>

    private static let methods: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .init("QUERY")!,
    ]

    func add(_ path: String, _ handlers: [HTTPRequest.Method: Handler]) {
        // HEAD is answered like GET, without the body, which is left out later.
        let allow = Self.methods.filter { handlers[$0 == .head ? .get : $0] != nil }.map(\.rawValue).joined(separator: ", ")
        for method in Self.methods {
            router.on(
                RouterPath(path), method: method,
                use: handlers[method == .head ? .get : method] ?? { @Sendable _, _ in
                    throw ServiceError(
                        status: .methodNotAllowed, message: "\(allow) expected, got \(method.rawValue)", allow: allow)
                })
        }
    }
}
