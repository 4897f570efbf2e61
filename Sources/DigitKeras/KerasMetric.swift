/// A figure besides the loss that Keras is to report of a model: how many samples are right.
public struct KerasMetric: Hashable, Sendable {
    /// What counts as right.
    public enum Kind: Hashable, Sendable {
        /// The likeliest class is the right one. Keras finds out what the labels are.
        case accuracy
        /// The same; labels are one-hot rows.
        case categoricalAccuracy
        /// The same; labels are class indices.
        case sparseCategoricalAccuracy
        /// The right class is among the k likeliest; labels are one-hot rows.
        case topKCategoricalAccuracy(k: Int)
        /// The same; labels are class indices.
        case sparseTopKCategoricalAccuracy(k: Int)
    }

    /// What counts as right.
    public var kind: Kind
    /// What the figure is called.
    public var name: String

    /// Keras's number of likeliest classes where none is given.
    public static let defaultK = 5

    /// A metric.
    /// - Parameter name: nil for the name that Keras gives it.
    public init(_ kind: Kind, name: String? = nil) {
        self.kind = kind
        self.name = name ?? kind.name
    }

    /// The number of likeliest classes among which the right one is looked for; nil where only the first counts.
    public var topK: Int? {
        switch kind {
        case .topKCategoricalAccuracy(let k), .sparseTopKCategoricalAccuracy(let k): k
        case .accuracy, .categoricalAccuracy, .sparseCategoricalAccuracy: nil
        }
    }
}

extension KerasMetric.Kind {
    /// The name that Keras gives a metric where none is given.
    var name: String {
        switch self {
        case .accuracy: "accuracy"
        case .categoricalAccuracy: "categorical_accuracy"
        case .sparseCategoricalAccuracy: "sparse_categorical_accuracy"
        case .topKCategoricalAccuracy: "top_k_categorical_accuracy"
        case .sparseTopKCategoricalAccuracy: "sparse_top_k_categorical_accuracy"
        }
    }

    /// The kind of Keras's name in snake case; nil for one that is not counted here.
    /// - Parameter k: the number of likeliest classes, where the kind has one.
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
