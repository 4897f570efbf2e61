import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers requests: those of inference, of which there are many, without a detour; all others through the router.
package struct Responder: Sendable {
    let limits: ServerLimits
    let metrics: ServerMetrics
    let access: AccessPolicy
    let inference: InferenceService
    let router: RouterResponder<ServerContext>
    let logger: Logger
    let date = DateHeader()

    /// Calls `use` with the answer, at once or later, on whatever thread.
    /// - Parameter eventLoop: the event loop that this is called on.
    package func respond(
        to request: ServerRequest, on eventLoop: any EventLoop, _ use: @escaping @Sendable (Answer) -> Void
    ) {
        let start = ContinuousClock.now
        @Sendable func finish(_ answer: Answer, route: String) {
            use(complete(answer, to: request))
            metrics.record(
                route: route, method: request.head.method.rawValue, status: Int(answer.status.code), duration: .now - start)
        }
        do throws(ServiceError) { try access.check(request) } catch { return finish(Answer(error), route: "none") }
        if let address = InferenceAddress(request.path) {
            inference.respond(to: request, at: address, on: eventLoop) { result in
                switch result {
                case .success(let answer): finish(answer, route: address.route)
                case .failure(let error): finish(Answer(error), route: address.route)
                }
            }
        } else {
            Task {
                let (answer, route) = await askRouter(request)
                finish(answer, route: route)
            }
        }
    }

    /// What goes with every answer: its packing, and what keeps browsers from guessing.
    private func complete(_ answer: Answer, to request: ServerRequest) -> Answer {
        var answer = answer
        answer.pack(accepted: request.header("Accept-Encoding"))
        if request.head.method == .HEAD { answer.removeBody() }
        answer.headers.add(name: "X-Content-Type-Options", value: "nosniff")
        answer.headers.add(name: "Cross-Origin-Resource-Policy", value: "same-origin")
        return answer
    }

    private func askRouter(_ request: ServerRequest) async -> (Answer, route: String) {
        let context = ServerContext(source: .init(request: request, bodyLimit: limits.bodyBytes, logger: logger))
        var answer: Answer
        do {
            answer = try await Answer(router.respond(to: Request(request), context: context))
        } catch let error as ServiceError {
            answer = Answer(error)
        } catch {
            logger.error("unexpected error", metadata: ["path": "\(request.path)", "error": "\(error)"])
            answer = Answer(ServiceError(status: .internalServerError, message: "unexpected error"))
        }
        // The router leaves the pattern of the address here, or this.
        let route = context.endpointPath ?? "NotFound"
        if route == "NotFound" {
            answer = Answer(.notFound("nothing at \(request.head.method.rawValue) \(request.path)"))
        }
        return (answer, route)
    }
}

extension Request {
    /// The request as the router takes it. Its body is in the context.
    fileprivate init(_ request: ServerRequest) {
        var fields = HTTPFields()
        for (name, value) in request.head.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let head = HTTPRequest(
            method: .init(request.head.method.rawValue) ?? .get, scheme: "http", authority: request.header("Host"),
            path: request.head.uri, headerFields: fields)
        self.init(head: head, body: RequestBody(buffer: ByteBuffer()))
    }
}
