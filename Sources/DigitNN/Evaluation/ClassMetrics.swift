/// Precision, recall and F1 of one class.
public struct ClassMetrics: Equatable, Sendable {
    /// The class.
    public let label: Int
    /// The number of samples of the class.
    public let count: Int
    /// Precision: the fraction of predictions of this class that are right; nil if there are none.
    public let precision: Double?
    /// Recall: the fraction of the class's samples that are predicted as it; nil if there are none.
    public let recall: Double?
    /// The harmonic mean of both (van Rijsbergen 1979): 0 if nothing is right, nil if there are no predictions and no samples.
    public let f1: Double?

    /// The metrics of a class from `confusion[right class][predicted class]`.
    public init(ofClass label: Int, confusion: [[Int]]) {
        let hits = Double(confusion[label][label])
        let predicted = confusion.reduce(0) { $0 + $1[label] }
        let actual = confusion[label].reduce(0, +)
        self.label = label
        count = actual
        precision = predicted > 0 ? hits / Double(predicted) : nil
        recall = actual > 0 ? hits / Double(actual) : nil
        f1 = predicted + actual > 0 ? 2 * hits / Double(predicted + actual) : nil
    }
}

/// The samples of one class that were predicted as another.
public struct ConfusedPair: Equatable, Sendable {
    /// The right class.
    public let actual: Int
    /// The predicted class.
    public let predicted: Int
    /// The number of samples.
    public let count: Int
}

extension Evaluation {
    /// The metrics of each class.
    public var classMetrics: [ClassMetrics] { confusion.indices.map { ClassMetrics(ofClass: $0, confusion: confusion) } }

    /// The pairs of classes that are confused most often, the most frequent first.
    public func confusedPairs(limit: Int) -> [ConfusedPair] {
        let pairs = confusion.indices.flatMap { actual in
            confusion.indices.filter { $0 != actual && confusion[actual][$0] > 0 }.map {
                ConfusedPair(actual: actual, predicted: $0, count: confusion[actual][$0])
            }
        }
        // Swift's sort is stable: ties stay in the order of the classes.
        return Array(pairs.sorted { $0.count > $1.count }.prefix(limit))
    }

    /// The samples with the highest losses, the highest first.
    public func topLosses(limit: Int) -> [Int] { Array(losses.indices.sorted { losses[$0] > losses[$1] }.prefix(limit)) }

    /// The output for each sample's predicted class: its probability, if the outputs are probabilities.
    public var confidences: [Float] {
        let classCount = confusion.count
        return predictions.indices.map { outputs[$0 * classCount + predictions[$0]] }
    }

    /// Whether each sample's prediction is right.
    public var isRight: [Bool] { zip(predictions, labels).map { $0 == Int($1) } }
}
