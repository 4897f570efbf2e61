import DigitData
import DigitTensor

/// A network prepared for repeated use: weights packed, memory allocated, threads started.
///
/// Must not be used from two threads at once; each thread makes its own.
public final class Predictor {
    /// The shape of an input sample.
    public let inputShape: Shape
    /// The shape of an output.
    public let outputShape: Shape
    private let engine: InferenceEngine

    /// - Parameters:
    ///   - model: the network.
    ///   - threads: the number of threads; nil for all processors that the process may use.
    public init(_ model: Sequential, threads: Int? = nil) {
        inputShape = model.inputShape
        outputShape = model.outputShape
        engine = InferenceEngine(Plan(model, training: false), pool: ThreadPool(threads: threads))
    }

    /// The outputs for some samples, one after the other: `samples.count / inputShape.count * outputShape.count` values.
    /// - Throws: `NetworkError` if the number of values is not a multiple of `inputShape.count`.
    public func predict(_ samples: [Float]) throws(NetworkError) -> [Float] {
        let size = inputShape.count
        guard samples.count % size == 0 else {
            throw NetworkError(
                "a multiple of \(size) input values expected for samples of shape \(inputShape), got \(samples.count)")
        }
        let count = samples.count / size
        return predict(Dataset(shape: inputShape, values: .floats(samples), labels: [UInt8](repeating: 0, count: count)))
    }

    /// Computes the outputs for samples in memory that the caller owns, into memory of the same kind: nothing is copied in
    /// between.
    /// - Throws: `NetworkError` unless the numbers of values are those of whole samples and their outputs.
    public func predict(
        _ samples: UnsafeBufferPointer<Float>, into outputs: UnsafeMutableBufferPointer<Float>
    ) throws(NetworkError) {
        let count = samples.count / inputShape.count
        guard count * inputShape.count == samples.count, count * outputShape.count == outputs.count else {
            throw NetworkError(
                "samples of \(inputShape.count) values and outputs of \(outputShape.count) for each expected, "
                    + "got \(samples.count) values and \(outputs.count) outputs")
        }
        guard let input = samples.baseAddress, let output = outputs.baseAddress else { return }
        engine.predict(input, count: count, outputs: output)
    }

    /// The outputs for a dataset's samples, whose number of values must be the network's.
    package func predict(_ dataset: Dataset) -> [Float] { engine.predict(dataset) }
}

extension Sequential {
    /// The outputs for a dataset's samples, one after the other: `data.count * outputShape.count` values.
    /// - Throws: `NetworkError` if the samples do not have the input's number of values.
    public func predict(_ data: Dataset, threads: Int? = nil) throws(NetworkError) -> [Float] {
        try checkInput(data, "input")
        return Predictor(self, threads: threads).predict(data)
    }
}
