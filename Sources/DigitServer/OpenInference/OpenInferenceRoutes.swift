import DigitJSON
import DigitText

/// The metadata routes of the Open Inference Protocol, which is also KServe's V2 and Triton's; `InferenceService` runs the
/// models.
/// See https://github.com/kserve/open-inference-protocol and Triton's `docs/protocol` for the extensions.
struct OpenInferenceRoutes {
    let repository: ModelRepository
    let readiness: Readiness

    func add(to routes: inout Routes) {
        routes.get("/v2") { _ in .json(OpenInferenceMetadata.server(version: digitsVersion)) }
        routes.get("/v2/health/live") { _ in .json(["live": true]) }
        routes.get("/v2/health/ready") { _ in try readiness.check(["ready": true]) }
        routes.get("/v2/models/stats") { _ in .json(OpenInferenceMetadata.statistics(repository.all)) }
        routes.post("/v2/repository/index", takesBody: false, index)
        for path in ["/v2/models/{model}", "/v2/models/{model}/versions/{version}"] {
            routes.get(path) { request in .json(OpenInferenceMetadata.model(try model(request))) }
            routes.get(path + "/ready") { request in
                let model = try model(request)
                return try readiness.check(["name": .string(model.name), "ready": true])
            }
            routes.get(path + "/config") { request in .json(OpenInferenceMetadata.configuration(try model(request))) }
            routes.get(path + "/stats") { request in .json(OpenInferenceMetadata.statistics([try model(request)])) }
        }
    }

    private func model(_ request: ServerRequest) throws(ServiceError) -> ServedModel {
        try repository.model(
            named: request.parameters["model"], version: request.parameters["version"])
    }

    /// The body is ignored, since all models are ready, but it must be a JSON object; clients send a short one.
    @Sendable
    private func index(_ request: ServerRequest) throws -> Answer {
        let body = try request.unpackedBody()
        do throws(JSONReader.Failure) {
            var reader = JSONReader(body, dialect: .strict)
            if !body.isEmpty {
                try reader.members { _, reader throws(JSONReader.Failure) in try reader.skip() }
                try reader.end()
            }
        } catch { throw ServiceError.badRequest("request: \(error)") }
        return .json(OpenInferenceMetadata.index(repository.all))
    }
}
