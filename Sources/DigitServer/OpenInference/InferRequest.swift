import DigitJSON

/// The JSON part of an inference request of the Open Inference Protocol (KServe V2) with Triton's extensions for binary data and
/// classification. Unknown members are skipped, as in Triton; a member that is there twice is an error.
struct InferRequest {
    struct Input {
        var name = "", datatype = ""
        var shape: [Int] = []
        /// Values in the JSON text, and the error in them: the datatype, which may explain why they are not numbers, can come
        /// later.
        var data: JSONTensor?
        var dataProblem: JSONReader.Failure?
        /// The length of the binary data instead.
        var binaryDataSize: Int?
        var usesSharedMemory = false
    }

    struct Output {
        var name = ""
        var isBinary: Bool?
        /// The number of best classes to return instead of the values.
        var classCount: Int?
        var usesSharedMemory = false
    }

    var id: String?
    /// Whether outputs are binary by default.
    var hasBinaryOutput = false
    /// The timeout of the request in microseconds.
    var timeout: Int?
    var inputs: [Input] = []
    var outputs: [Output] = []

    /// The longest `id`, in bytes; it is repeated in the answer.
    private static let longestID = 1024

    /// Parses the JSON text.
    init(_ json: [UInt8]) throws(JSONReader.Failure) {
        var reader = JSONReader(json, dialect: .strict)
        try reader.members { key, reader throws(JSONReader.Failure) in
            switch key {
            case "id":
                id = try reader.string()
                guard id?.utf8.count ?? 0 <= Self.longestID else {
                    throw reader.failure("an id of at most \(Self.longestID) bytes expected")
                }
            case "parameters": try readParameters(&reader)
            case "inputs": inputs = try reader.shortList { reader throws(JSONReader.Failure) in try Input(&reader) }
            case "outputs": outputs = try reader.shortList { reader throws(JSONReader.Failure) in try Output(&reader) }
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
            case "shape": shape = try reader.shortList { reader throws(JSONReader.Failure) in try reader.integer() }
            case "data": try readData(&reader)
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

extension InferRequest.Input {
    /// Reads numbers, or skips what is not numbers.
    private mutating func readData(_ reader: inout JSONReader) throws(JSONReader.Failure) {
        let beginning = reader
        do throws(JSONReader.Failure) {
            data = try reader.tensor()
        } catch {
            dataProblem = error
            reader = beginning
            // What is not JSON at all is an error for any datatype.
            do throws(JSONReader.Failure) { try reader.skip() } catch _ { throw error }
        }
    }
}

extension JSONReader {
    /// A bound on inputs, outputs and axes, greater than any request to a model of one input needs.
    private static let mostEntries = 16

    /// The elements of the next value, a short array; longer ones are errors.
    fileprivate mutating func shortList<Element>(
        _ element: (inout JSONReader) throws(Failure) -> Element
    ) throws(Failure) -> [Element] {
        var list: [Element] = []
        try elements { reader throws(Failure) in
            guard list.count < Self.mostEntries else {
                throw reader.failure("JSON array of at most \(Self.mostEntries) elements expected")
            }
            list.append(try element(&reader))
        }
        return list
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
