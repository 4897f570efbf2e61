import DigitImage
import DigitJSON

/// A prediction request of TensorFlow Serving's REST interface, in row form (`instances`) or column form (`inputs`).
struct PredictRequest {
    enum Form { case rows, columns }

    /// The format of the samples.
    enum Samples {
        case numbers(JSONTensor)
        /// The contents of `{"b64": …}`.
        case files([[UInt8]])
    }

    var form = Form.rows
    var samples: Samples?
    var signature: String?

    /// Parses the JSON text.
    /// - Throws: `ServiceError` 400.
    init(_ json: [UInt8]) throws(ServiceError) {
        do throws(JSONReader.Failure) { try read(json) } catch { throw .badRequest("request: \(error)") }
        guard samples != nil else { throw .badRequest("instances or inputs expected, got neither") }
        guard signature == nil || signature == "serving_default" else {
            throw .badRequest("signature_name: serving_default expected, got \(signature ?? "")")
        }
    }

    private mutating func read(_ json: [UInt8]) throws(JSONReader.Failure) {
        var reader = JSONReader(json, dialect: .strict)
        try reader.members { key, reader throws(JSONReader.Failure) in
            switch key {
            case "instances", "inputs":
                guard samples == nil else { throw reader.failure("instances or inputs expected, got both") }
                form = key == "inputs" ? .columns : .rows
                samples = try form == .columns && reader.next == UInt8(ascii: "{") ? Self.named(&reader) : Self.list(&reader)
            case "signature_name": signature = try reader.string()
            default: try reader.skip()
            }
        }
        try reader.end()
    }

    /// `{"input": …}`.
    private static func named(_ reader: inout JSONReader) throws(JSONReader.Failure) -> Samples {
        var samples: Samples?
        try reader.members { key, reader throws(JSONReader.Failure) in
            guard key == ServedModel.inputName, samples == nil else {
                throw reader.failure("one input named \(ServedModel.inputName) expected, got \(key)")
            }
            samples = try list(&reader)
        }
        guard let samples else { throw reader.failure("an input named \(ServedModel.inputName) expected") }
        return samples
    }

    /// Numbers, or a list of objects.
    private static func list(_ reader: inout JSONReader) throws(JSONReader.Failure) -> Samples {
        guard reader.beginsListOfObjects else { return .numbers(try reader.tensor()) }
        var files: [[UInt8]] = []
        var numbers = JSONTensor(shape: [], values: [])
        try reader.elements { reader throws(JSONReader.Failure) in
            switch try instance(&reader) {
            case .file(let bytes): files.append(bytes)
            case .numbers(let sample):
                guard numbers.shape.isEmpty || Array(numbers.shape.dropFirst()) == sample.shape else {
                    throw reader.failure("instances of equal shapes expected")
                }
                numbers.shape = [(numbers.shape.first ?? 0) + 1] + sample.shape
                numbers.values += sample.values
            }
        }
        guard files.isEmpty || numbers.shape.isEmpty else {
            throw reader.failure("instances all of numbers or all of b64 expected")
        }
        return numbers.shape.isEmpty ? .files(files) : .numbers(numbers)
    }

    /// The value of an instance.
    private enum Value {
        case numbers(JSONTensor)
        case file([UInt8])
    }

    /// `{"input": …}` or `{"b64": …}`: exactly one value, so that there are as many predictions as instances.
    private static func instance(_ reader: inout JSONReader) throws(JSONReader.Failure) -> Value {
        var found: Value?
        try reader.members { key, reader throws(JSONReader.Failure) in
            guard key == "b64" || key == ServedModel.inputName else {
                throw reader.failure("an instance with the input \(ServedModel.inputName) expected, got \(key)")
            }
            guard found == nil else { throw reader.failure("an instance of one value expected, got \(key) too") }
            if key == "b64" {
                found = .file(try base64(&reader))
            } else if reader.next == UInt8(ascii: "{") {
                found = .file(try file(&reader))
            } else {
                found = .numbers(try reader.tensor())
            }
        }
        guard let found else {
            throw reader.failure("an instance with the input \(ServedModel.inputName) expected, got an empty one")
        }
        return found
    }

    /// `{"b64": …}`.
    private static func file(_ reader: inout JSONReader) throws(JSONReader.Failure) -> [UInt8] {
        var bytes: [UInt8]?
        try reader.members { key, reader throws(JSONReader.Failure) in
            guard key == "b64" else { throw reader.failure("b64 expected, got \(key)") }
            bytes = try base64(&reader)
        }
        guard let bytes else { throw reader.failure("b64 expected, got an empty object") }
        return bytes
    }

    private static func base64(_ reader: inout JSONReader) throws(JSONReader.Failure) -> [UInt8] {
        let text = try reader.string()
        guard let bytes = Base64.decode(text) else { throw reader.failure("base64 expected") }
        return bytes
    }
}
