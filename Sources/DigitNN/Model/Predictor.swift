import DigitData
import DigitTensor

/// A network made ready to be used many times: weights packed, memory allocated, threads started.
///
/// Not for use from two threads at once; each thread makes its own.
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
