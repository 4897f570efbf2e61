import DigitJSON

extension TrainingEncoder {
    /// A metric: a name if Keras makes the same of it.
    func metric(_ metric: KerasMetric, style: KerasSaveOptions.Format) -> JSON {
        let isUsual = metric.name == metric.kind.name || (metric.kind, metric.name) == (.accuracy, "acc")
        if isUsual, metric.topK ?? KerasMetric.defaultK == KerasMetric.defaultK { return .string(metric.name) }
        let k = metric.topK.map { [JSON.Member("k", .integer($0))] } ?? []
        return object(
            className(of: metric.kind), module: "keras.metrics", [.init("name", .string(metric.name))] + k, style: style)
    }

    private func className(of kind: KerasMetric.Kind) -> String {
        switch kind {
        // A custom name needs a class, and that of accuracy depends on the labels.
        case .accuracy: training.labelsAreIndices ? "SparseCategoricalAccuracy" : "CategoricalAccuracy"
        case .categoricalAccuracy: "CategoricalAccuracy"
        case .sparseCategoricalAccuracy: "SparseCategoricalAccuracy"
        case .topKCategoricalAccuracy: "TopKCategoricalAccuracy"
        case .sparseTopKCategoricalAccuracy: "SparseTopKCategoricalAccuracy"
        }
    }

    /// An object of a class, in the format of each kind of file.
    func object(
        _ className: String, module: String, _ settings: [JSON.Member], style: KerasSaveOptions.Format
    ) -> JSON {
        switch style {
        case .hdf5: ["class_name": .string(className), "config": .object(settings)]
        case .keras:
            [
                "module": .string(module), "class_name": .string(className), "config": .object(settings), "registered_name": nil,
            ]
        }
    }
}
