import DigitJSON

/// An answer of the Open Inference Protocol: JSON text, then the binary data of its output.
struct InferResponse {
    /// The JSON text and the binary data after it.
    private(set) var body: [UInt8]
    /// The bytes of the JSON text; nil if nothing follows it.
    private(set) var headerLength: Int?

    /// The header with that length.
    static let headerLengthName = "Inference-Header-Content-Length"

    /// - Parameters:
    ///   - outputs: the network's outputs, sample after sample.
    ///   - request: the request, with the format of the outputs, which has been checked.
    init(_ outputs: [Float], of model: ServedModel, to request: InferRequest) {
        let wanted = request.outputs.isEmpty ? [InferRequest.Output(name: ServedModel.outputName)] : request.outputs
        var text = "{\"model_name\":\"\(model.name)\",\"model_version\":\"\(model.version)\","
        if let id = request.id { text += "\"id\":\(JSON.string(id).text)," }
        text += "\"outputs\":["
        var binary: [UInt8] = []
        for (index, output) in wanted.enumerated() {
            if index > 0 { text += "," }
            let tensor = OutputTensor(outputs, of: model, classCount: output.classCount)
            text += "{\"name\":\"\(output.name)\",\"datatype\":\"\(tensor.datatype)\",\"shape\":\(jsonText(tensor.shape)),"
            if output.isBinary ?? request.hasBinaryOutput {
                let bytes = tensor.binary
                text += "\"parameters\":{\"binary_data_size\":\(bytes.count)}}"
                binary += bytes
            } else {
                text += "\"data\":\(tensor.json)}"
            }
        }
        text += "]}"
        body = Array(text.utf8)
        if wanted.contains(where: { $0.isBinary ?? request.hasBinaryOutput }) {
            headerLength = body.count
            body += binary
        }
    }
}

/// An output in the requested format.
private enum OutputTensor {
    case values([Float], classCount: Int)
    /// `value:index:label` of the best classes, the same number for each sample.
    case classes([String], perSample: Int)

    init(_ outputs: [Float], of model: ServedModel, classCount: Int?) {
        guard let classCount else {
            self = .values(outputs, classCount: model.outputCount)
            return
        }
        let count = min(classCount, model.outputCount)
        var lines: [String] = []
        for start in stride(from: 0, to: outputs.count, by: model.outputCount) {
            let sample = outputs[start..<start + model.outputCount]
            let best = sample.indices.sorted { (sample[$0], $1) > (sample[$1], $0) }.prefix(count)
            lines += best.map { "\(sample[$0]):\($0 - start):\(model.label($0 - start))" }
        }
        self = .classes(lines, perSample: count)
    }

    var datatype: String {
        switch self {
        case .values: "FP32"
        case .classes: "BYTES"
        }
    }

    var shape: [Int] {
        switch self {
        case .values(let values, let count): [values.count / count, count]
        case .classes(let lines, let count): [lines.count / count, count]
        }
    }

    /// Little-endian values; strings preceded by their length in four bytes.
    var binary: [UInt8] {
        switch self {
        case .values(let values, _): values.withUnsafeBytes { Array($0) }
        case .classes(let lines, _):
            lines.flatMap { line in
                let bytes = Array(line.utf8)
                return withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { Array($0) } + bytes
            }
        }
    }

    var json: String {
        switch self {
        case .values(let values, _): numberList(values)
        case .classes(let lines, _): "[" + lines.map { JSON.string($0).text }.joined(separator: ",") + "]"
        }
    }
}

/// `[0.5,1.0]`: each number as short as possible to be read back exactly.
/// - Parameter values: finite ones; JSON has no others.
func numberList(_ values: some Sequence<Float>) -> String {
    var text = "["
    for value in values {
        if text.utf8.count > 1 { text += "," }
        text += value.description
    }
    return text + "]"
}
