extension PreparedInference {
    /// A request of the Open Inference Protocol.
    /// - Parameter headerLength: the header `Inference-Header-Content-Length`.
    /// - Throws: `ServiceError` 400.
    static func openInference(
        _ body: [UInt8], headerLength: String?, model: ServedModel
    ) throws(ServiceError) -> PreparedInference {
        let (request, binary) = try InferRequest.parse(body, headerLength: headerLength)
        let samples = try request.tensor(for: model, binary: binary)
        try request.checkOutputs()
        let timeout = request.timeout.flatMap { $0 > 0 ? Duration.microseconds($0) : nil }
        return PreparedInference(model: model, samples: samples, timeout: timeout) { outputs in
            let response = InferResponse(outputs, of: model, to: request)
            guard let length = response.headerLength else {
                return Answer(contentType: "application/json", body: response.body)
            }
            var answer = Answer(contentType: "application/octet-stream", body: response.body)
            answer.headers.add(name: InferResponse.headerLengthName, value: String(length))
            return answer
        }
    }
}
