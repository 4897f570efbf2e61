import DigitJSON

/// The metadata routes of TensorFlow Serving's REST interface; `InferenceService` runs the models. The answers include what
/// KServe V1 requires.
/// See https://www.tensorflow.org/tfx/serving/api_rest.
struct TensorFlowServingRoutes {
    let repository: ModelRepository
    let readiness: Readiness

    func add(to routes: inout Routes) {
        routes.get("/v1/models") { _ in
            let names = repository.all.map(\.name)
            return .json([
                "models": .array(
                    names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { .string(names[$0]) })
            ])
        }
        for path in ["/v1/models/{model}", "/v1/models/{model}/versions/{version}"] {
            routes.get(path, status)
            routes.get(path + "/metadata", metadata)
        }
    }

    @Sendable
    private func status(_ request: ServerRequest) throws -> Answer {
        let (name, version) = (request.parameters["model"], request.parameters["version"])
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
    private func metadata(_ request: ServerRequest) throws -> Answer {
        let model = try repository.model(named: request.parameters["model"], version: request.parameters["version"])
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
}
