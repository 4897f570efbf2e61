import DigitJSON

/// The JSON part of an inference request of the Open Inference Protocol (KServe V2) with Triton's extensions for binary data and
/// classification. What it does not name is read over, as Triton does.
struct InferRequest {
    struct Input {
        var name = "", datatype = ""
        var shape: [Int] = []
        /// Values in the JSON text.
        var data: JSONTensor?
        /// The bytes that follow the JSON text instead.
        var binaryDataSize: Int?
        var usesSharedMemory = false
    }

    struct Output {
        var name = ""
        var isBinary: Bool?
        /// The number of best classes that are wanted instead of the values.
        var classCount: Int?
        var usesSharedMemory = false
    }

    var id: String?
    /// Whether outputs are binary that do not say.
    var hasBinaryOutput = false
    /// Microseconds that the request may wait.
    var timeout: Int?
    var inputs: [Input] = []
    var outputs: [Output] = []

    /// Reads the JSON text.
    init(_ json: [UInt8]) throws(JSONReader.Failure) {
        var reader = JSONReader(json)
        try reader.members { key, reader throws(JSONReader.Failure) in
            switch key {
            case "id": id = try reader.string()
            case "parameters": try readParameters(&reader)
            case "inputs":
                try reader.elements { reader throws(JSONReader.Failure) in inputs.append(try Input(&reader)) }
            case "outputs":
                try reader.elements { reader throws(JSONReader.Failure) in outputs.append(try Output(&reader)) }
            default: try reader.skip()
            }
        }
        try reader.end()
    }

    private mutating func readParameters(_ reader: inout JSONReader) throws(JSONReader.Failure) {
        try reader.members { key, reader throws(JSONReader.Failure) in
            switch key {
            case "binary_data_output": hasBinaryOutput = try reader.bool()
            case "timeout": timeout = try reader.integer()
            default: try reader.skip()
            }
        }
    }
}

extension InferRequest.Input {
    fileprivate init(_ reader: inout JSONReader) throws(JSONReader.Failure) {
        try reader.members { key, reader throws(JSONReader.Failure) in
            switch key {
            case "name": name = try reader.string()
            case "datatype": datatype = try reader.string()
            case "shape": try reader.elements { reader throws(JSONReader.Failure) in shape.append(try reader.integer()) }
            case "data": data = try reader.tensor()
            case "parameters":
                try reader.members { key, reader throws(JSONReader.Failure) in
                    switch key {
                    case "binary_data_size": binaryDataSize = try reader.integer()
                    case "shared_memory_region":
                        usesSharedMemory = true
                        try reader.skip()
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }
}

extension InferRequest.Output {
    fileprivate init(_ reader: inout JSONReader) throws(JSONReader.Failure) {
        try reader.members { key, reader throws(JSONReader.Failure) in
            switch key {
            case "name": name = try reader.string()
            case "parameters":
                try reader.members { key, reader throws(JSONReader.Failure) in
                    switch key {
                    case "binary_data": isBinary = try reader.bool()
                    case "classification": classCount = try reader.integer()
                    case "shared_memory_region":
                        usesSharedMemory = true
                        try reader.skip()
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }
}
