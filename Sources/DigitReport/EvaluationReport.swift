import DigitNN

/// What `digits evaluate` prints, as JSON or as text.
package struct EvaluationReport: Encodable, Sendable {
    /// How well one class is told apart; nil where nothing was taken for it, or there was none of it.
    package struct ClassReport: Encodable, Sendable {
        let label: Int
        let count: Int
        let precision: Double?
        let recall: Double?

        private enum CodingKeys: CodingKey { case label, count, precision, recall }

        // The synthesized function would leave out a key without a value.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(label, forKey: .label)
            try container.encode(count, forKey: .count)
            try container.encode(precision, forKey: .precision)
            try container.encode(recall, forKey: .recall)
        }
    }

    let accuracy: Double
    let loss: Double?
    let count: Int
    let perClass: [ClassReport]
    let confusion: [[Int]]

    package init(_ evaluation: Evaluation) {
        accuracy = evaluation.accuracy
        loss = evaluation.loss.finite
        count = evaluation.count
        confusion = evaluation.confusion
        perClass = evaluation.confusion.indices.map { label in
            let (precision, recall) = evaluation.precisionAndRecall(ofClass: label)
            return ClassReport(label: label, count: evaluation.confusion[label].reduce(0, +), precision: precision, recall: recall)
        }
    }

    /// Accuracy and loss, and a table with a row for each class: precision, recall, and what its images were taken for.
    package var text: String {
        let width = max(5, (confusion.joined().max().map { String($0).count } ?? 0) + 1)
        let title = "Test accuracy: \(accuracy.fixed(4))  Test loss: \((loss ?? .nan).fixed(4))"
        let header =
            "Digit  Precision  Recall  "
            + confusion.indices.map { String($0).padded(toWidth: width) }.joined()
        let rows = perClass.map { row in
            String(row.label).padded(toWidth: 5) + (row.precision?.fixed(4) ?? "–").padded(toWidth: 11)
                + (row.recall?.fixed(4) ?? "–").padded(toWidth: 8) + "  "
                + confusion[row.label].map { ($0 == 0 ? "·" : String($0)).padded(toWidth: width) }.joined()
        }
        let caption = String(repeating: " ", count: 26) + "  taken for"
        return ([title, "", caption, header] + rows).joined(separator: "\n")
    }
}
