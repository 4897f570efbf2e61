import DigitData
import DigitTensor

/// The results of a network on labeled samples.
public struct Evaluation: Sendable {
    /// The mean loss and, as in Keras, the penalties on the network's weights.
    public let loss: Double
    /// The fraction that was right, 0 ... 1.
    public let accuracy: Double
    /// The number of samples.
    public let count: Int
    /// `confusion[right class][predicted class]`: numbers of samples.
    public let confusion: [[Int]]
    /// The network's outputs, sample after sample.
    public let outputs: [Float]
    /// The right class of each sample.
    public let labels: [UInt8]
    /// The predicted class of each sample.
    public let predictions: [Int]
    /// The loss of each sample.
    public let losses: [Float]

    /// Precision and recall of a class; nil if nothing was predicted as it, or it has no samples.
    public func precisionAndRecall(ofClass index: Int) -> (precision: Double?, recall: Double?) {
        let metrics = ClassMetrics(ofClass: index, confusion: confusion)
        return (metrics.precision, metrics.recall)
    }
}

extension Evaluation {
    /// The fraction of the samples whose right class is among the `k` most likely, as counted by Keras's
    /// `TopKCategoricalAccuracy`: classes tied with the last of these are among them too.
    public func topKAccuracy(_ k: Int) -> Double {
        let classCount = confusion.count
        let right = outputs.withUnsafeBufferPointer { outputs in
            labels.indices.count { sample in
                rank(of: Int(labels[sample]), in: outputs.baseAddress! + sample * classCount, count: classCount) < k
            }
        }
        return Double(right) / Double(max(count, 1))
    }
}

extension Sequential {
    /// Evaluates the network as Keras's `evaluate` does.
    /// - Parameters:
    ///   - data: the samples, with their classes.
    ///   - loss: the loss function.
    ///   - sampleWeights: the loss weight of each sample, like Keras's `sample_weight`; nil for 1 each. Accuracies do not change.
    ///   - threads: the number of threads; nil for all processors that the process may use.
    /// - Throws: `NetworkError` if the samples do not have the input's number of values, the output has fewer classes than they
    ///   do, or the loss is `ctc`.
    public func evaluate(
        _ data: Dataset, loss: Loss = .categoricalCrossentropy(), sampleWeights: [Float]? = nil, threads: Int? = nil
    ) throws(NetworkError) -> Evaluation {
        try loss.checkTakesClasses()
        try checkLabelled(data, "evaluation")
        try DigitNN.checkWeights(sampleWeights, count: data.count, "sample")
        let engine = InferenceEngine(Plan(self, training: false), pool: ThreadPool(threads: threads))
        return engine.evaluation(of: data, loss: loss, weights: sampleWeights, penalty: regularizationLoss)
    }

    /// Evaluates the network's combined answer to several versions of each sample, such as views of one picture.
    /// - Parameters:
    ///   - versions: at least one dataset; all have the same labels.
    ///   - loss: the loss function.
    ///   - threads: the number of threads; nil for all processors that the process may use.
    ///   - combine: computes probabilities, a number for each class and sample, from the network's outputs for each of several
    ///     versions.
    /// - Throws: `NetworkError` as `evaluate(_:loss:threads:)`, or if the versions' labels differ.
    public func evaluate(
        versions: [Dataset], loss: Loss = .categoricalCrossentropy(), threads: Int? = nil,
        combining combine: (_ outputs: [[Float]]) -> [Float]
    ) throws(NetworkError) -> Evaluation {
        guard let first = versions.first, versions.allSatisfy({ $0.labels == first.labels }) else {
            throw NetworkError("versions of the same samples expected, got \(versions.count) whose labels differ")
        }
        if versions.count == 1 { return try evaluate(first, loss: loss, threads: threads) }
        try loss.checkTakesClasses()
        try checkLabelled(first, "evaluation")
        for version in versions { try checkInput(version, "evaluation") }
        let predictor = Predictor(self, threads: threads)
        let outputs = combine(versions.map { predictor.predict($0) })
        let classCount = outputShape.count
        precondition(outputs.count == first.count * classCount, "\(classCount) probabilities for each sample")
        var losses = [Float](repeating: 0, count: first.count)
        var classes = [Int32](repeating: 0, count: first.count)
        outputs.withUnsafeBufferPointer { outputs in
            for sample in 0..<first.count {
                let output = outputs.baseAddress! + sample * classCount
                losses[sample] = loss.evaluate(
                    output: output, count: classCount, label: Int(first.labels[sample]), isLogits: false, gradient: nil, scale: 1)
                classes[sample] = Int32(indexOfLargest(output, count: classCount))
            }
        }
        return Evaluation(
            losses: losses, classes: classes, outputs: outputs, labels: first.labels, classCount: classCount,
            penalty: regularizationLoss)
    }
}

extension Evaluation {
    init(losses: [Float], classes: [Int32], outputs: [Float], labels: [UInt8], classCount: Int, penalty: Double) {
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
        for (label, predicted) in zip(labels, classes) { confusion[Int(label)][Int(predicted)] += 1 }
        let result = EpochReport.Result(losses: losses, classes: classes, labels: labels)
        self.init(
            loss: result.loss + penalty, accuracy: result.accuracy, count: labels.count, confusion: confusion, outputs: outputs,
            labels: labels, predictions: classes.map(Int.init), losses: losses)
    }
}
