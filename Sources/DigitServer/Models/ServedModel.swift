import DigitData
import DigitInput
import DigitNN
import DigitRecognizer
import DigitTensor
import NIOCore

/// A version of a model, ready to run.
final class ServedModel: Sendable {
    let name: String
    /// 1 for the first file of this name, 2 for the next.
    let version: Int
    /// All versions of the name, including this one.
    let versions: [Int]
    let recognizer: DigitRecognizer
    let batcher: MicroBatcher

    var network: Sequential { recognizer.model }
    /// The values that make up a sample.
    var inputCount: Int { network.inputShape.count }
    /// The number of classes.
    var outputCount: Int { network.outputShape.count }

    /// The names of the single input and output.
    static let inputName = "input", outputName = "output"

    init(
        name: String, version: Int, versions: [Int], recognizer: DigitRecognizer, batching: BatchLimits
    ) {
        self.name = name
        self.version = version
        self.versions = versions
        self.recognizer = recognizer
        batcher = MicroBatcher(recognizer.model, limits: batching)
    }

    /// The name of a class: its digit, or `none` for the eleventh.
    func label(_ index: Int) -> String { outputCount == 11 && index == 10 ? "none" : String(index) }

    /// Calls `use` with the outputs for some samples, like `MicroBatcher.submit`.
    func infer(
        _ tensor: InputTensor, for requester: Requester, timeout: Duration?, on eventLoop: (any EventLoop)?,
        _ use: @escaping @Sendable (Result<[Float], ServiceError>) -> Void
    ) {
        let values: Dataset.Values =
            switch tensor.values {
            case .floats(let floats): .floats(floats)
            case .bytes(let bytes):
                .bytes(
                    bytes, scale: (recognizer.input.range.high - recognizer.input.range.low) / 255,
                    offset: recognizer.input.range.low)
            }
        let labels = [UInt8](repeating: 0, count: tensor.count)
        batcher.submit(
            Dataset(shape: network.inputShape, values: values, labels: labels), for: requester, timeout: timeout, on: eventLoop,
            use)
    }
}

/// The samples of a request.
struct InputTensor: Equatable, Sendable {
    enum Values: Equatable, Sendable {
        /// The network's input.
        case floats([Float])
        /// Pixels as in MNIST: 0 for no ink to 255 for full ink.
        case bytes([UInt8])
    }

    /// The most values in an answer: 256 MB. Models with few inputs and many outputs make much of little.
    private static let mostOutputs = 1 << 26
    /// The most samples of a request: less than two seconds of the larger bundled model's time. Compressed, they may have been
    /// sent as a few kilobytes.
    private static let mostSamples = 8_192

    /// The number of samples.
    let count: Int
    let values: Values

    /// - Parameters:
    ///   - shape: (samples, …): the network's input, axes of size 1 aside, or all its values as one axis.
    ///   - what: the tensor's name in errors.
    /// - Throws: `ServiceError` 400 if the shape is not the network's, the number of values is not that of the shape, or one is
    ///   not finite; 413 if it is more than is computed for one request.
    init(_ values: Values, shape: [Int], of model: ServedModel, what: String) throws(ServiceError) {
        let valueCount =
            switch values {
            case .floats(let floats): floats.count
            case .bytes(let bytes): bytes.count
            }
        let wanted = model.network.inputShape.dimensions
        let sample = shape.dropFirst()
        guard let first = shape.first, first >= 0,
            sample.filter({ $0 != 1 }) == wanted.filter({ $0 != 1 }) || Array(sample) == [model.inputCount]
        else {
            let dimensions = wanted.map { "\($0)" }.joined(separator: ",")
            throw .badRequest("\(what): shape [n,\(dimensions)] or [n,\(model.inputCount)] expected, got \(jsonText(shape))")
        }
        // No sample is empty, so there are never more samples than values sent.
        guard first <= valueCount, Shape([first, model.inputCount]).count(upTo: valueCount) == valueCount else {
            throw .badRequest("\(what): shape \(jsonText(shape)) and \(valueCount) values do not match")
        }
        guard first <= Self.mostSamples else {
            throw .tooLarge("\(what): at most \(Self.mostSamples) samples in a request expected, got \(first)")
        }
        guard Shape([first, model.outputCount]).count(upTo: Self.mostOutputs) != nil else {
            throw .tooLarge("\(what): \(first) samples of \(model.outputCount) outputs are more than \(Self.mostOutputs) values")
        }
        if case .floats(let floats) = values, let index = floats.firstIndex(where: { !$0.isFinite }) {
            throw .badRequest("\(what): finite numbers expected, got \(floats[index]) at \(index)")
        }
        count = first
        self.values = values
    }

    /// Whether no value is beyond what a model was trained on.
    func isWithin(_ range: InputRange) -> Bool {
        switch values {
        case .bytes: true
        case .floats(let floats):
            floats.allSatisfy { (min(range.low, range.high)...max(range.low, range.high)).contains($0) }
        }
    }
}

/// `[1,28,28,1]`.
func jsonText(_ numbers: [Int]) -> String { "[" + numbers.map { "\($0)" }.joined(separator: ",") + "]" }
