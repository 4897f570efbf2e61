extension Preparation {
    /// A prediction request of TensorFlow Serving's REST interface.
    /// - Throws: `ServiceError` 400.
    static func tensorFlowServing(
        _ body: [UInt8], model: ServedModel, pictures: PictureQueue, requester: Requester
    ) throws(ServiceError) -> Preparation {
        let request = try PredictRequest(body)
        let what = request.form == .rows ? "instances" : "inputs"
        @Sendable func prepared(_ values: [Float], shape: [Int]) throws(ServiceError) -> PreparedInference {
            PreparedInference(
                model: model, samples: try InputTensor(.floats(values), shape: shape, of: model, what: what)
            ) { outputs in
                let body = predictions(outputs, of: model, form: request.form)
                return Answer(contentType: "application/json", body: Array(body.utf8))
            }
        }
        switch request.samples {
        case nil: throw .badRequest("\(what) expected")
        case .numbers(let tensor): return .ready(try prepared(tensor.values, shape: tensor.shape))
        case .files(let files):
            return .pending {
                let samples = try await pictures.map(files, for: requester) { file, decoder throws(ServiceError) in
                    model.recognizer.input.values(try decoder.digit(in: file, what: what))
                }
                return try prepared(Array(samples.joined()), shape: [files.count, model.inputCount])
            }
        }
    }

    /// `{"predictions":[[…]]}`, or `{"outputs":[[…]]}` if the request had columns.
    private static func predictions(
        _ outputs: [Float], of model: ServedModel, form: PredictRequest.Form
    ) -> String {
        var text = form == .rows ? "{\"predictions\":[" : "{\"outputs\":["
        for start in stride(from: 0, to: outputs.count, by: model.outputCount) {
            if start > 0 { text += "," }
            text += numberList(outputs[start..<start + model.outputCount])
        }
        return text + "]}"
    }
}
