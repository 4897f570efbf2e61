/// How well one class is told from the others.
public struct ClassMetrics: Equatable, Sendable {
    /// The class.
    public let label: Int
    /// The number of samples that are of it.
    public let count: Int
    /// The part that is of the class among what was taken for it; nil where nothing was.
    public let precision: Double?
    /// The part that was taken for the class among what is of it; nil where nothing is.
    public let recall: Double?
    /// The harmonic mean of both (van Rijsbergen 1979): 0 where nothing was right, nil where there was nothing at all.
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

/// Samples of one class that were taken for another.
public struct ConfusedPair: Equatable, Sendable {
    /// The right class.
    public let actual: Int
    /// What it was taken for.
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
        // Swift's sort is stable: equals stay in the order of the classes.
        return Array(pairs.sorted { $0.count > $1.count }.prefix(limit))
    }

    /// The samples with the highest losses, the highest first.
    public func topLosses(limit: Int) -> [Int] { Array(losses.indices.sorted { losses[$0] > losses[$1] }.prefix(limit)) }

    /// The output for the class that each sample was taken for: its probability, where the outputs are probabilities.
    public var confidences: [Float] {
        let classCount = confusion.count
        return predictions.indices.map { outputs[$0 * classCount + predictions[$0]] }
    }

    /// Whether each sample was taken for what it is.
    public var isRight: [Bool] { zip(predictions, labels).map { $0 == Int($1) } }
}
