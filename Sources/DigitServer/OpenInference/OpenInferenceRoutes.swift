import DigitJSON
import DigitText
import Hummingbird

/// What the Open Inference Protocol, which is also KServe's V2 and Triton's, tells about models; `InferenceService` runs them.
/// See https://github.com/kserve/open-inference-protocol and Triton's `docs/protocol` for the extensions.
struct OpenInferenceRoutes {
    let repository: ModelRepository
    let readiness: Readiness

    func add(to routes: Routes) {
        routes.add("v2", [.get: { _, _ in .json(OpenInferenceMetadata.server(version: digitsVersion)) }])
        routes.add("v2/health/live", [.get: { _, _ in .json(["live": true]) }])
        routes.add("v2/health/ready", [.get: { _, _ in try readiness.check(["ready": true]) }])
        routes.add("v2/models/stats", [.get: { _, _ in .json(OpenInferenceMetadata.statistics(repository.all)) }])
        routes.add("v2/repository/index", [.post: index])
        for path in ["v2/models/:model", "v2/models/:model/versions/:version"] {
            routes.add(path, [.get: { _, context in .json(OpenInferenceMetadata.model(try model(context))) }])
            routes.add(
                path + "/ready",
                [
                    .get: { _, context in
                        let model = try model(context)
                        return try readiness.check(["name": .string(model.name), "ready": true])
                    }
                ])
            routes.add(path + "/config", [.get: { _, context in .json(OpenInferenceMetadata.configuration(try model(context))) }])
            routes.add(path + "/stats", [.get: { _, context in .json(OpenInferenceMetadata.statistics([try model(context)])) }])
        }
    }

    private func model(_ context: ServerContext) throws(ServiceError) -> ServedModel {
        try repository.model(
            named: context.parameters.get("model"), version: context.parameters.get("version"))
    }

    /// What is asked for is not looked at, since all models are ready, but it has to be a JSON object.
    @Sendable
    private func index(_ request: Request, _ context: ServerContext) throws -> Response {
        let body = try context.body()
        do throws(JSONReader.Failure) {
            var reader = JSONReader(body)
            if !body.isEmpty {
                try reader.members { _, reader throws(JSONReader.Failure) in try reader.skip() }
                try reader.end()
            }
        } catch { throw ServiceError.badRequest("request: \(error)") }
        return .json(OpenInferenceMetadata.index(repository.all))
    }
}
