import DigitImage
import DigitJSON
import DigitNN
import DigitRecognizer
import DigitTensor

/// A look inside a network: the output of each layer for a digit, the pixels that mattered, and the filters.
struct InsideRoutes {
    let repository: ModelRepository
    let pictures: PictureQueue

    /// The most channels of a layer that are shown; nobody looks at more.
    private static let mostChannels = 64, mostValues = 1 << 16

    func add(to routes: inout Routes) {
        routes.post("/look", query: ["model"], look)
        routes.get("/models/{model}/filters", filters)
    }

    /// Takes a picture of one digit: an image file, or 784 bytes in MNIST's format.
    @Sendable
    private func look(_ request: ServerRequest) async throws -> Answer {
        let model = try repository.model(named: request.query["model"])
        let file = try Multipart.file(in: try request.unpackedBody(), contentType: request.header("Content-Type"))
        return .json(
            try await pictures.run(for: request.requester) { decoder throws(ServiceError) in
                let start = ContinuousClock.now
                let answer = try Self.look(at: try decoder.digit(in: file, what: "picture"), with: model)
                model.batcher.statistics.recordPicture(digits: 1, duration: .now - start)
                return answer
            })
    }

    private static func look(at digit: GrayImage, with model: ServedModel) throws(ServiceError) -> JSON {
        let (recognition, importance) = try Occlusion.importance(of: digit, recognizer: model.recognizer)
        let outputs: [Tensor]
        do throws(NetworkError) {
            outputs = try LayerOutputs(model.network).outputs(for: model.recognizer.input.values(digit))
        } catch { throw .internalError("\(error)") }
        let layers = zip(model.network.layers, outputs).map { layer, output -> JSON in
            let (shape, values) = shown(output)
            return [
                "name": .string(layer.name), "kind": .string(type(of: layer).className), "shape": JSON(output.shape.dimensions),
                "shown": ScaledBytes(values, shape: shape).json,
            ]
        }
        return [
            "model": .string(model.name), "digit": .integer(recognition.digit), "confidence": JSON(recognition.confidence),
            "isDigit": JSON(recognition.isDigit), "probabilities": .array(recognition.probabilities.map { JSON($0) }),
            "pixels": .string(Base64.encode(digit.pixels)),
            "importance": ScaledBytes(importance, shape: [digit.height, digit.width]).json, "layers": .array(layers),
        ]
    }

    /// A layer's output, for images of the first channels.
    private static func shown(_ output: Tensor) -> (shape: [Int], values: [Float]) {
        let dimensions = output.shape.dimensions
        guard dimensions.count == 3 else {
            let values = Array(output.scalars.prefix(mostValues))
            return ([values.count], values)
        }
        let channels = min(dimensions[2], mostChannels, max(1, mostValues / (dimensions[0] * dimensions[1])))
        guard dimensions[0] * dimensions[1] <= mostValues else { return ([0], []) }
        var values: [Float] = []
        for start in stride(from: 0, to: output.scalars.count, by: dimensions[2]) {
            values += output.scalars[start..<start + channels]
        }
        return ([dimensions[0], dimensions[1], channels], values)
    }

    /// The kernels of a model's convolutions: (height, width, input channels, filters).
    @Sendable
    private func filters(_ request: ServerRequest) throws -> Answer {
        let model = try repository.model(named: request.parameters["model"])
        var layers: [JSON] = []
        for (layer, weights) in zip(model.network.layers, model.network.weights) {
            guard let kernel = weights.first(where: { $0.shape.rank == 4 }) else { continue }
            let dimensions = kernel.shape.dimensions
            let (inputs, filters) = (min(dimensions[2], Self.mostChannels), min(dimensions[3], Self.mostChannels))
            guard dimensions[0] * dimensions[1] * inputs * filters <= Self.mostValues else { continue }
            var values: [Float] = []
            for position in 0..<dimensions[0] * dimensions[1] {
                for input in 0..<inputs {
                    let start = (position * dimensions[2] + input) * dimensions[3]
                    values += kernel.scalars[start..<start + filters]
                }
            }
            layers.append([
                "name": .string(layer.name), "kind": .string(type(of: layer).className), "shape": JSON(dimensions),
                "shown": ScaledBytes(values, shape: [dimensions[0], dimensions[1], inputs, filters]).json,
            ])
        }
        return .json(["model": .string(model.name), "layers": .array(layers)])
    }
}

/// Numbers as signed bytes: a page can draw them, and they take a tenth of the space of text.
private struct ScaledBytes {
    /// The value of 127.
    let largest: Float
    let shape: [Int]
    let bytes: [UInt8]

    init(_ values: [Float], shape: [Int]) {
        let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
        self.largest = largest
        self.shape = shape
        bytes = values.map { value in
            guard value.isFinite, largest > 0 else { return 0 }
            return UInt8(bitPattern: Int8((value / largest * 127).rounded()))
        }
    }

    var json: JSON { ["largest": JSON(largest), "shape": JSON(shape), "values": .string(Base64.encode(bytes))] }
}
