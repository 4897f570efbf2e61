extension Preparation {
    /// A prediction request of TensorFlow Serving's REST interface.
    /// - Throws: `ServiceError` 400.
    static func tensorFlowServing(
        _ body: [UInt8], model: ServedModel, pictures: PictureQueue
    ) throws(ServiceError) -> Preparation {
        let request = try PredictRequest(body)
        let what = request.form == .rows ? "instances" : "inputs"
        @Sendable func prepared(_ values: [Float], shape: [Int]) throws(ServiceError) -> PreparedInference {
            PreparedInference(
                model: model, samples: try InputTensor(.floats(values), shape: shape, of: model, what: what)
            ) { outputs throws(ServiceError) in
                let body = try predictions(outputs, of: model, form: request.form)
                return Answer(contentType: "application/json", body: Array(body.utf8))
            }
        }
        switch request.samples {
        case nil: throw .badRequest("\(what) expected")
        case .numbers(let tensor): return .ready(try prepared(tensor.values, shape: tensor.shape))
        case .files(let files):
            return .pending {
                let values = try await pictures.run { decoder throws(ServiceError) in
                    var values: [Float] = []
                    for file in files { values += model.recognizer.input.values(try decoder.digit(in: file, what: what)) }
                    return values
                }
                return try prepared(values, shape: [files.count, model.inputCount])
            }
        }
    }

    /// `{"predictions":[[…]]}`, or `{"outputs":[[…]]}` where the request had columns.
    private static func predictions(
        _ outputs: [Float], of model: ServedModel, form: PredictRequest.Form
    ) throws(ServiceError) -> String {
        var text = form == .rows ? "{\"predictions\":[" : "{\"outputs\":["
        for start in stride(from: 0, to: outputs.count, by: model.outputCount) {
            if start > 0 { text += "," }
            text += try numberList(outputs[start..<start + model.outputCount])
        }
        return text + "]}"
    }
}
