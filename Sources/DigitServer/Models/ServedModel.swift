import DigitData
import DigitNN
import DigitReader
import DigitRecognizer
import NIOCore

/// A version of a model, ready to be asked.
final class ServedModel: Sendable {
    let name: String
    /// 1 for the first file of this name, 2 for the next.
    let version: Int
    /// All versions of the name, this one among them.
    let versions: [Int]
    let recognizer: DigitRecognizer
    /// Reads pictures with it.
    let reader: DigitReader
    let batcher: MicroBatcher

    var network: Sequential { recognizer.model }
    /// The values that make up a sample.
    var inputCount: Int { network.inputShape.count }
    /// The number of classes.
    var outputCount: Int { network.outputShape.count }

    /// What clients call the one input and the one output.
    static let inputName = "input", outputName = "output"

    init(
        name: String, version: Int, versions: [Int], recognizer: DigitRecognizer, batching: BatchLimits
    ) {
        self.name = name
        self.version = version
        self.versions = versions
        self.recognizer = recognizer
        reader = DigitReader(recognizer: recognizer)
        batcher = MicroBatcher(recognizer.model, limits: batching)
    }

    /// What a class is called: its digit, or `none` for the eleventh.
    func label(_ index: Int) -> String { outputCount == 11 && index == 10 ? "none" : String(index) }

    /// Calls `use` with the outputs for some samples, as `MicroBatcher.submit` does.
    func infer(
        _ tensor: InputTensor, timeout: Duration?, on eventLoop: (any EventLoop)?,
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
            Dataset(shape: network.inputShape, values: values, labels: labels), timeout: timeout, on: eventLoop, use)
    }
}

/// The samples of a request.
struct InputTensor: Equatable, Sendable {
    enum Values: Equatable, Sendable {
        /// What the network takes.
        case floats([Float])
        /// Pixels as MNIST has them: 0 for no ink to 255 for full ink.
        case bytes([UInt8])
    }

    /// The number of samples.
    let count: Int
    let values: Values

    /// - Parameters:
    ///   - shape: (samples, …): the network's input, axes of size 1 aside, or all its values as one axis.
    ///   - what: what errors call the tensor.
    /// - Throws: `ServiceError` 400 if the shape is not the network's, or the values are not as many as it says.
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
        guard valueCount == first.multipliedReportingOverflow(by: model.inputCount).partialValue else {
            throw .badRequest("\(what): shape \(jsonText(shape)) and \(valueCount) values do not fit each other")
        }
        count = first
        self.values = values
    }
}

/// `[1,28,28,1]`.
func jsonText(_ numbers: [Int]) -> String { "[" + numbers.map { "\($0)" }.joined(separator: ",") + "]" }
