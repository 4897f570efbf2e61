import NIOCore
import NIOHTTP1

/// Answers inference requests of all protocols.
struct InferenceService: Sendable {
    let repository: ModelRepository
    let pictures: PictureQueue

    /// Larger bodies are not parsed on an event loop, whose other connections would have to wait.
    private static let smallBody = 1 << 18

    /// Why a request is no inference: another verb or method, or a query; nil if it is one.
    func refusal(of head: HTTPRequestHead, at address: InferenceAddress) -> ServiceError? {
        if let verb = address.otherVerb { return .notFound(":\(verb) is not supported; :predict is") }
        guard head.method == .POST else { return .otherMethod(head.method, allow: "POST") }
        do throws(ServiceError) { _ = try RequestTarget.query(of: head.uri, names: []) } catch { return error }
        return nil
    }

    /// Calls `use` with the answer, at once or later, on whatever thread.
    /// - Parameter eventLoop: the event loop that this is called on; it runs small requests itself.
    func respond(
        to request: ServerRequest, at address: InferenceAddress, on eventLoop: any EventLoop,
        _ use: @escaping @Sendable (Result<Answer, ServiceError>) -> Void
    ) {
        if let error = refusal(of: request.head, at: address) { return use(.failure(error)) }
        if request.body.count > Self.smallBody || request.isPacked {
            Task { prepareAndRun(request, address, on: nil, use) }
        } else {
            prepareAndRun(request, address, on: eventLoop, use)
        }
    }

    private func prepareAndRun(
        _ request: ServerRequest, _ address: InferenceAddress, on eventLoop: (any EventLoop)?,
        _ use: @escaping @Sendable (Result<Answer, ServiceError>) -> Void
    ) {
        do throws(ServiceError) {
            switch try prepare(request, address) {
            case .ready(let inference): run(inference, for: request.requester, on: eventLoop, use)
            case .pending(let read):
                Task {
                    do { run(try await read(), for: request.requester, on: nil, use) } catch {
                        use(.failure(error as? ServiceError ?? .internalError("\(error)")))
                    }
                }
            }
        } catch { use(.failure(error)) }
    }

    private func prepare(_ request: ServerRequest, _ address: InferenceAddress) throws(ServiceError) -> Preparation {
        let model = try repository.model(named: address.model, version: address.version)
        let body = try request.unpackedBody()
        switch address.interface {
        case .openInference:
            return .ready(try .openInference(body, headerLength: request.header(InferResponse.headerLengthName), model: model))
        case .tensorFlowServing:
            return try .tensorFlowServing(body, model: model, pictures: pictures, requester: request.requester)
        }
    }

    private func run(
        _ inference: PreparedInference, for requester: Requester, on eventLoop: (any EventLoop)?,
        _ use: @escaping @Sendable (Result<Answer, ServiceError>) -> Void
    ) {
        inference.model.infer(inference.samples, for: requester, timeout: inference.timeout, on: eventLoop) { outputs in
            do throws(ServiceError) {
                let outputs = try outputs.get()
                try check(outputs, of: inference)
                use(.success(inference.answer(outputs)))
            } catch { use(.failure(error)) }
        }
    }

    /// JSON can only represent finite numbers, and others help nobody.
    /// - Throws: `ServiceError`: 400 if the values are beyond what the model was trained on, 500 if the model is at fault.
    private func check(_ outputs: [Float], of inference: PreparedInference) throws(ServiceError) {
        if outputs.allSatisfy(\.isFinite) { return }
        let range = inference.model.recognizer.input.range
        guard inference.samples.isWithin(range) else {
            throw .badRequest("values from \(range.low) to \(range.high) expected; the outputs for the given ones are not finite")
        }
        throw .internalError("the model's outputs are not finite numbers; was it trained on another --input-range?")
    }
}
