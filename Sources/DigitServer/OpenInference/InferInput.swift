import DigitJSON

extension InferRequest {
    /// Parses a body: JSON text, then the binary data of its inputs.
    /// - Parameter headerLength: the length of the JSON text, from the header `Inference-Header-Content-Length`; nil for all.
    /// - Throws: `ServiceError` 400.
    static func parse(_ body: [UInt8], headerLength: String?) throws(ServiceError) -> (
        request: InferRequest, binary: ArraySlice<UInt8>
    ) {
        var length = body.count
        if let headerLength {
            guard let number = decimal(headerLength, upTo: body.count) else {
                throw .badRequest(
                    "Inference-Header-Content-Length: a number up to the body's \(body.count) bytes expected, got \(headerLength)"
                )
            }
            length = number
        }
        do throws(JSONReader.Failure) {
            let json = length == body.count ? body : Array(body[..<length])
            return (try InferRequest(json), body[length...])
        } catch { throw .badRequest("request: \(error)") }
    }

    /// Checks that the requested outputs exist, before anything is computed.
    /// - Throws: `ServiceError` 400.
    func checkOutputs() throws(ServiceError) {
        guard outputs.count <= 1 else {
            throw .badRequest("outputs: \(ServedModel.outputName) expected once, got \(outputs.count) outputs")
        }
        for output in outputs {
            guard output.name == ServedModel.outputName else {
                throw .badRequest("outputs: \(ServedModel.outputName) expected, got \(output.name)")
            }
            guard !output.usesSharedMemory else { throw .badRequest("outputs: shared memory is not supported") }
            if let count = output.classCount, count < 1 {
                throw .badRequest("outputs: a classification of at least 1 class expected, got \(count)")
            }
        }
    }

    /// The single input of a model.
    /// - Throws: `ServiceError` 400 if there is not exactly that one, or it does not fit the model.
    func tensor(for model: ServedModel, binary: ArraySlice<UInt8>) throws(ServiceError) -> InputTensor {
        guard inputs.count == 1, let input = inputs.first, input.name == ServedModel.inputName else {
            let names = inputs.map(\.name).joined(separator: ", ")
            throw .badRequest("inputs: one input named \(ServedModel.inputName) expected, got \(inputs.isEmpty ? "none" : names)")
        }
        let what = "input \(input.name)"
        guard !input.usesSharedMemory else { throw .badRequest("\(what): data expected; shared memory is not supported") }
        guard ["FP32", "UINT8"].contains(input.datatype) else {
            throw .badRequest("\(what): datatype FP32, or UINT8 for pixels from 0 to 255, expected, got \(input.datatype)")
        }
        let values: InputTensor.Values
        if let size = input.binaryDataSize {
            guard input.data == nil else { throw .badRequest("\(what): data or binary_data_size expected, got both") }
            guard size == binary.count else {
                throw .badRequest("\(what): \(size) bytes of binary data expected after the JSON text, got \(binary.count)")
            }
            values = try binaryValues(binary, datatype: input.datatype, what)
        } else {
            if let problem = input.dataProblem { throw .badRequest("request: \(problem)") }
            guard let data = input.data else { throw .badRequest("\(what): data or binary_data_size expected, got neither") }
            guard binary.isEmpty else { throw .badRequest("nothing expected after the JSON text, got \(binary.count) bytes") }
            values = input.datatype == "UINT8" ? .bytes(try bytes(data.values, what)) : .floats(data.values)
        }
        return try InputTensor(values, shape: input.shape, of: model, what: what)
    }

    /// Little-endian values, as in the extension.
    private func binaryValues(_ data: ArraySlice<UInt8>, datatype: String, _ what: String) throws(ServiceError)
        -> InputTensor.Values
    {
        if datatype == "UINT8" { return .bytes(Array(data)) }
        guard data.count % 4 == 0 else {
            throw .badRequest("\(what): a multiple of 4 bytes expected for FP32, got \(data.count)")
        }
        let floats = [Float](unsafeUninitializedCapacity: data.count / 4) { floats, count in
            data.withUnsafeBytes { UnsafeMutableRawBufferPointer(floats).copyMemory(from: $0) }
            count = data.count / 4
        }
        return .floats(floats)
    }

    private func bytes(_ values: [Float], _ what: String) throws(ServiceError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count)
        for value in values {
            guard let byte = UInt8(exactly: value) else {
                throw .badRequest("\(what): whole numbers from 0 to 255 expected, got \(value)")
            }
            bytes.append(byte)
        }
        return bytes
    }
}
