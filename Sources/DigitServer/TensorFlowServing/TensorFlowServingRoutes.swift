import DigitImage
import DigitJSON
import HTTPTypes
import Hummingbird

/// TensorFlow Serving's REST interface; the answers of its status pages also have what KServe V1 asks for.
/// See https://www.tensorflow.org/tfx/serving/api_rest.
struct TensorFlowServingRoutes {
    let repository: ModelRepository
    let bodies: BodyReader
    let pictures: PictureQueue
    let readiness: Readiness

    func add(to routes: Routes) {
        routes.add(
            "v1/models",
            [
                .get: { _, _ in
                    let names = repository.all.map(\.name)
                    return .json([
                        "models": .array(
                            names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { .string(names[$0]) })
                    ])
                }
            ])
        routes.add("v1/models/{model}:predict", [.post: predict])
        routes.add("v1/models/:model/versions/{version}:predict", [.post: predict])
        for path in ["v1/models/:model", "v1/models/:model/versions/:version"] {
            routes.add(path, [.get: status])
            routes.add(path + "/metadata", [.get: metadata])
        }
    }

    @Sendable
    private func status(_ request: Request, _ context: ServerContext) throws -> Response {
        let (name, version) = (context.parameters.get("model"), context.parameters.get("version"))
        let model = try repository.model(named: name, version: version)
        let state = readiness.isReady ? "AVAILABLE" : "UNLOADING"
        let versions = version == nil ? Array(model.versions.reversed()) : [model.version]
        return .json([
            "model_version_status": .array(
                versions.map { version in
                    [
                        "version": .string("\(version)"), "state": .string(state),
                        "status": ["error_code": "OK", "error_message": ""],
                    ]
                }),
            "name": .string(model.name), "ready": .bool(readiness.isReady),
        ])
    }

    @Sendable
    private func metadata(_ request: Request, _ context: ServerContext) throws -> Response {
        let model = try repository.model(named: context.parameters.get("model"), version: context.parameters.get("version"))
        func tensor(_ name: String, _ dimensions: [Int]) -> JSON {
            [
                "dtype": "DT_FLOAT", "name": .string("serving_default_\(name):0"),
                "tensor_shape": [
                    "dim": .array(([-1] + dimensions).map { ["size": .string("\($0)"), "name": ""] }), "unknown_rank": false,
                ],
            ]
        }
        return .json([
            "model_spec": ["name": .string(model.name), "signature_name": "", "version": .string("\(model.version)")],
            "metadata": [
                "signature_def": [
                    "signature_def": [
                        "serving_default": [
                            "inputs": .object([
                                .init(
                                    ServedModel.inputName, tensor(ServedModel.inputName, model.network.inputShape.dimensions))
                            ]),
                            "outputs": .object([
                                .init(ServedModel.outputName, tensor(ServedModel.outputName, [model.outputCount]))
                            ]),
                            "method_name": "tensorflow/serving/predict",
                        ]
                    ]
                ]
            ],
        ])
    }

    @Sendable
    private func predict(_ request: Request, _ context: ServerContext) async throws -> Response {
        let model = try repository.model(named: context.parameters.get("model"), version: context.parameters.get("version"))
        return try await bodies.withBody(request) { body in
            let prediction = try PredictRequest(body)
            let outputs = try await model.outputs(for: try await tensor(prediction, for: model))
            var rows: [String] = []
            for start in stride(from: 0, to: outputs.count, by: model.outputCount) {
                rows.append(try numberList(outputs[start..<start + model.outputCount]))
            }
            let name = prediction.form == .rows ? "predictions" : "outputs"
            let text = "{\"\(name)\":[\(rows.joined(separator: ","))]}"
            return ResponsePacking.response(Array(text.utf8), headers: [.contentType: "application/json"], to: request)
        }
    }

    private func tensor(_ prediction: PredictRequest, for model: ServedModel) async throws -> InputTensor {
        let what = prediction.form == .rows ? "instances" : "inputs"
        switch prediction.samples {
        case nil: throw ServiceError.badRequest("\(what) expected")
        case .numbers(let tensor): return try InputTensor(.floats(tensor.values), shape: tensor.shape, of: model, what: what)
        case .files(let files):
            let values = try await pictures.run { pictures throws(ServiceError) in
                var values: [Float] = []
                for file in files { values += model.recognizer.input.values(try pictures.digit(in: file, what: what)) }
                return values
            }
            return try InputTensor(.floats(values), shape: [files.count, model.inputCount], of: model, what: what)
        }
    }
}
