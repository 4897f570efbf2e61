import Logging
import NIOCore
import NIOHTTP1

/// Answers requests: inference, of which there are many, without a thread switch; all others by their route.
package struct Responder: Sendable {
    let limits: ServerLimits
    let metrics: ServerMetrics
    let readiness: Readiness
    let access: AccessPolicy
    let inference: InferenceService
    let routes: Routes
    let logger: Logger
    let requestLog: RequestLog
    let date = DateHeader()

    /// All that is answered besides inference, such as `POST /read`.
    package var addresses: [String] { routes.addresses }

    /// Decides from its head alone whether a request is answered at all; the head is rewritten to the form that the routes
    /// expect.
    /// - Returns: how large its body may be.
    /// - Throws: `ServiceError`: nothing of the body must then be read.
    package func admit(_ head: inout HTTPRequestHead) throws(ServiceError) -> BodyAllowance {
        try head.normalize(bodyLimit: limits.bodyBytes)
        try access.check(head)
        let allowance = bodyAllowance(of: head)
        guard head.announcedLength ?? 0 <= allowance.bytes else { throw allowance.error }
        return allowance
    }

    /// Only requests that use a body may have a large one: those that need no token, too, could otherwise take the memory for all.
    private func bodyAllowance(of head: HTTPRequestHead) -> BodyAllowance {
        func small(_ error: ServiceError? = nil) -> BodyAllowance {
            BodyAllowance(bytes: min(limits.unusedBodyBytes, limits.bodyBytes), error: error)
        }
        // Most bodies are small, or there is none, which takes no look at the routes.
        if !head.headers.contains(name: "Transfer-Encoding"), head.announcedLength ?? 0 <= small().bytes { return small() }
        if access.crossOrigin.isPreflight(head) { return small() }
        if let address = InferenceAddress(head.path) {
            if let error = inference.refusal(of: head, at: address) { return small(error) }
        } else {
            guard let match = routes.match(head) else { return small(.nothing(at: head)) }
            switch match.outcome {
            case .failure(let error): return small(error)
            case .success((let endpoint, _)): if !endpoint.takesBody { return small() }
            }
        }
        return BodyAllowance(bytes: limits.bodyBytes)
    }

    /// The answer to a request that is not processed any further.
    /// - Parameter head: nil if none came.
    package func refusal(_ error: ServiceError, of head: HTTPRequestHead?, from requester: Requester) -> Answer {
        finished(Answer(error), to: head, from: requester, route: "none", duration: .zero)
    }

    /// Calls `use` with the answer, at once or later, on whatever thread.
    /// - Parameter eventLoop: the event loop that this is called on.
    package func respond(
        to request: ServerRequest, on eventLoop: any EventLoop, _ use: @escaping @Sendable (Answer) -> Void
    ) {
        let start = ContinuousClock.now
        @Sendable func finish(_ answer: Answer, route: String) {
            use(finished(answer, to: request.head, from: request.requester, route: route, duration: .now - start))
        }
        if access.crossOrigin.isPreflight(request.head) { return finish(access.crossOrigin.preflightAnswer, route: "none") }
        if let address = InferenceAddress(request.head.path) {
            inference.respond(to: request, at: address, on: eventLoop) { result in
                switch result {
                case .success(let answer): finish(answer, route: address.route)
                case .failure(let error): finish(Answer(error), route: address.route)
                }
            }
        } else {
            Task {
                let (answer, route) = await askRoute(request)
                finish(answer, route: route)
            }
        }
    }

    /// Adds to an answer what all have: compression, and headers that keep browsers from sniffing. It is counted and logged.
    private func finished(
        _ answer: Answer, to head: HTTPRequestHead?, from requester: Requester, route: String, duration: Duration
    ) -> Answer {
        var answer = answer
        answer.pack(for: head?.headers)
        if head?.method == .HEAD { answer.removeBody() }
        answer.headers.add(name: "X-Content-Type-Options", value: "nosniff")
        answer.headers.add(name: "Cross-Origin-Resource-Policy", value: "same-origin")
        access.crossOrigin.complete(&answer, to: head)
        metrics.record(route: route, method: head?.method.rawValue ?? "none", status: Int(answer.status.code), duration: duration)
        requestLog.record(answer, to: head, from: requester, duration: duration)
        return answer
    }

    private func askRoute(_ request: ServerRequest) async -> (Answer, route: String) {
        guard let match = routes.match(request.head) else { return (Answer(.nothing(at: request.head)), "NotFound") }
        do {
            let (endpoint, query) = try match.outcome.get()
            var request = request
            (request.parameters, request.query) = (match.parameters, query)
            return (try await endpoint.handler(request), match.pattern)
        } catch let error as ServiceError {
            return (Answer(error), match.pattern)
        } catch {
            logger.error("unexpected error", metadata: ["path": "\(request.head.path)", "error": "\(error)"])
            return (Answer(.internalError("unexpected error")), match.pattern)
        }
    }
}
