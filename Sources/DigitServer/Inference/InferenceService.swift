import NIOCore

/// Answers requests of inference, of all protocols.
struct InferenceService: Sendable {
    let repository: ModelRepository
    let pictures: PictureQueue
    let bodyLimit: Int

    /// Larger bodies are not taken apart on an event loop, whose other connections would have to wait.
    private static let smallBody = 1 << 18

    /// Calls `use` with the answer, at once or later, on whatever thread.
    /// - Parameter eventLoop: the event loop that this is called on; it does small requests itself.
    func respond(
        to request: ServerRequest, at address: InferenceAddress, on eventLoop: any EventLoop,
        _ use: @escaping @Sendable (Result<Answer, ServiceError>) -> Void
    ) {
        guard request.head.method == .POST else {
            let message = "POST expected, got \(request.head.method.rawValue)"
            return use(.failure(ServiceError(status: .methodNotAllowed, message: message, allow: "POST")))
        }
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
            case .ready(let inference): run(inference, on: eventLoop, use)
            case .pending(let read):
                Task {
                    do { run(try await read(), on: nil, use) } catch {
                        use(.failure(error as? ServiceError ?? ServiceError(status: .internalServerError, message: "\(error)")))
                    }
                }
            }
        } catch { use(.failure(error)) }
    }

    private func prepare(_ request: ServerRequest, _ address: InferenceAddress) throws(ServiceError) -> Preparation {
        let model = try repository.model(named: address.model, version: address.version)
        let body = try request.unpackedBody(limit: bodyLimit)
        switch address.interface {
        case .openInference:
            return .ready(try .openInference(body, headerLength: request.header(InferResponse.headerLengthName), model: model))
        case .tensorFlowServing: return try .tensorFlowServing(body, model: model, pictures: pictures)
        }
    }

    private func run(
        _ inference: PreparedInference, on eventLoop: (any EventLoop)?,
        _ use: @escaping @Sendable (Result<Answer, ServiceError>) -> Void
    ) {
        inference.model.infer(inference.samples, timeout: inference.timeout, on: eventLoop) { outputs in
            do throws(ServiceError) { use(.success(try inference.answer(try outputs.get()))) } catch { use(.failure(error)) }
        }
    }
}
