/// A metric that Keras reports for a model besides the loss: how many samples are right.
public struct KerasMetric: Hashable, Sendable {
    /// What counts as right.
    public enum Kind: Hashable, Sendable {
        /// The most likely class is the right one. Keras infers the kind of labels.
        case accuracy
        /// The same; labels are one-hot rows.
        case categoricalAccuracy
        /// The same; labels are class indices.
        case sparseCategoricalAccuracy
        /// The right class is among the k most likely; labels are one-hot rows.
        case topKCategoricalAccuracy(k: Int)
        /// The same; labels are class indices.
        case sparseTopKCategoricalAccuracy(k: Int)
    }

    /// What counts as right.
    public var kind: Kind
    /// The metric's name.
    public var name: String

    /// Keras's default for the number of most likely classes.
    public static let defaultK = 5

    /// A metric.
    /// - Parameter name: nil for Keras's default name.
    public init(_ kind: Kind, name: String? = nil) {
        self.kind = kind
        self.name = name ?? kind.name
    }

    /// The number of most likely classes that the right one must be among; nil if only the first counts.
    public var topK: Int? {
        switch kind {
        case .topKCategoricalAccuracy(let k), .sparseTopKCategoricalAccuracy(let k): k
        case .accuracy, .categoricalAccuracy, .sparseCategoricalAccuracy: nil
        }
    }
}

extension KerasMetric.Kind {
    /// Keras's default name for a metric.
    var name: String {
        switch self {
        case .accuracy: "accuracy"
        case .categoricalAccuracy: "categorical_accuracy"
        case .sparseCategoricalAccuracy: "sparse_categorical_accuracy"
        case .topKCategoricalAccuracy: "top_k_categorical_accuracy"
        case .sparseTopKCategoricalAccuracy: "sparse_top_k_categorical_accuracy"
        }
    }

    /// The kind with Keras's name in snake case; nil if it is unsupported.
    /// - Parameter k: the number of most likely classes, if the kind has one.
    init?(name: String, k: Int) {
        switch name {
        case "accuracy", "acc": self = .accuracy
        case "categorical_accuracy": self = .categoricalAccuracy
        case "sparse_categorical_accuracy": self = .sparseCategoricalAccuracy
        case "top_k_categorical_accuracy" where k > 0: self = .topKCategoricalAccuracy(k: k)
        case "sparse_top_k_categorical_accuracy" where k > 0: self = .sparseTopKCategoricalAccuracy(k: k)
        default: return nil
        }
    }
}
