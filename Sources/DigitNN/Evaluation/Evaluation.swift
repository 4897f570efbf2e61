import DigitData
import DigitTensor

/// How well a network does on labelled samples.
public struct Evaluation: Sendable {
    /// The mean loss.
    public let loss: Double
    /// The part that was right, 0 ... 1.
    public let accuracy: Double
    /// The number of samples.
    public let count: Int
    /// `confusion[right class][predicted class]`: numbers of samples.
    public let confusion: [[Int]]
    /// The network's outputs, sample after sample.
    public let outputs: [Float]
    /// The right class of each sample.
    public let labels: [UInt8]
    /// The class that each sample was taken for.
    public let predictions: [Int]
    /// The loss of each sample.
    public let losses: [Float]

    /// Precision and recall of a class; nil where nothing was predicted or there was nothing to find.
    public func precisionAndRecall(ofClass index: Int) -> (precision: Double?, recall: Double?) {
        let metrics = ClassMetrics(ofClass: index, confusion: confusion)
        return (metrics.precision, metrics.recall)
    }
}

extension Sequential {
    /// Evaluates the network as Keras's `evaluate` does.
    /// - Throws: `NetworkError` if the samples do not have the input's number of values, or the output fewer classes than they.
    public func evaluate(
        _ data: Dataset, loss: Loss = .categoricalCrossentropy(), threads: Int? = nil
    ) throws(NetworkError) -> Evaluation {
        try checkLabelled(data, "evaluation")
        let classCount = outputShape.count
        let engine = InferenceEngine(Plan(self, training: false), pool: ThreadPool(threads: threads))
        var outputs = [Float](repeating: 0, count: data.count * classCount)
        let (losses, classes) = outputs.withUnsafeMutableBufferPointer {
            engine.evaluate(data, loss: loss, outputs: $0.baseAddress)
        }
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
        for (label, predicted) in zip(data.labels, classes) { confusion[Int(label)][Int(predicted)] += 1 }
        let result = EpochReport.Result(losses: losses, classes: classes, labels: data.labels)
        return Evaluation(
            loss: result.loss, accuracy: result.accuracy, count: data.count, confusion: confusion, outputs: outputs,
            labels: data.labels, predictions: classes.map(Int.init), losses: losses)
    }
}
