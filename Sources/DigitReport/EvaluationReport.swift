import DigitNN
import DigitText

/// The output of `digits evaluate`, as JSON or as text.
package struct EvaluationReport: Encodable, Sendable {
    /// The metrics of one class; nil if nothing was predicted as it, or it has no samples.
    package struct ClassReport: Encodable, Sendable {
        let label: Int
        let count: Int
        let precision: Double?
        let recall: Double?
        let f1: Double?

        private enum CodingKeys: CodingKey { case label, count, precision, recall, f1 }

        init(_ metrics: ClassMetrics) {
            (label, count) = (metrics.label, metrics.count)
            (precision, recall, f1) = (metrics.precision, metrics.recall, metrics.f1)
        }

        // The synthesized function would omit a key without a value.
        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(label, forKey: .label)
            try container.encode(count, forKey: .count)
            try container.encode(precision, forKey: .precision)
            try container.encode(recall, forKey: .recall)
            try container.encode(f1, forKey: .f1)
        }
    }

    /// The error rate of the most confident part of the answers when the others are refused.
    package struct RiskReport: Encodable, Sendable {
        /// The fraction that is answered, 0 ... 1.
        let coverage: Double
        /// The fraction of these that is wrong, 0 ... 1.
        let risk: Double
        /// The lowest of their confidences.
        let confidence: Double?
    }

    /// How often the right class is among the most likely ones.
    package struct TopKReport: Encodable, Sendable {
        /// The metric's name in Keras.
        let name: String
        /// The number of most likely classes.
        let k: Int
        /// The fraction of the samples, 0 ... 1.
        let accuracy: Double

        package init(name: String, k: Int, accuracy: Double) { (self.name, self.k, self.accuracy) = (name, k, accuracy) }
    }

    package let accuracy: Double
    /// The top-k metrics that the model was compiled with; nil if there are none.
    package var topK: [TopKReport]?
    let loss: Double?
    let count: Int
    let ece: Double
    let riskCoverage: [RiskReport]
    let perClass: [ClassReport]
    let confusion: [[Int]]

    /// The coverages at which the risk is reported.
    private static let coverages = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1]

    /// - Parameters:
    ///   - loss: the mean loss.
    ///   - labels: the right class of each sample.
    ///   - answers: the predicted class of each sample.
    ///   - confidences: the confidence of each answer, 0 ... 1.
    ///   - classCount: above every label and answer.
    package init(loss: Double, labels: [UInt8], answers: [Int], confidences: [Float], classCount: Int) {
        var confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
        for (label, answer) in zip(labels, answers) { confusion[Int(label)][answer] += 1 }
        let isRight = zip(labels, answers).map { Int($0) == $1 }
        let risks = RiskCoverage(confidences: confidences, isRight: isRight)
        accuracy = Double(isRight.count { $0 }) / Double(max(labels.count, 1))
        self.loss = loss.finite
        count = labels.count
        ece = Calibration(confidences: confidences, isRight: isRight).expectedError
        riskCoverage = Self.coverages.map {
            RiskReport(
                coverage: $0, risk: risks.risk(atCoverage: $0), confidence: Double(risks.threshold(atCoverage: $0)).finite)
        }
        perClass = confusion.indices.map { ClassReport(ClassMetrics(ofClass: $0, confusion: confusion)) }
        self.confusion = confusion
    }

    /// Accuracy and loss, how far confidences can be trusted, and a table with a row for each class: precision, recall, and the
    /// predictions for its images.
    package var text: String {
        let width = max(5, (confusion.joined().max().map { String($0).count } ?? 0) + 1)
        let title = "Test accuracy: \(accuracy.fixed(4))  Test loss: \((loss ?? .nan).fixed(4))  (\(count.counted("image")))"
        let likeliest = (topK ?? []).map { "\($0.name): \($0.accuracy.fixed(4))  (right class among the \($0.k) likeliest)" }
        let surest = riskCoverage.first { $0.coverage == 0.98 }?.risk ?? 0
        let trust = "Calibration error: \(ece.fixed(4))  Error of the surest 98 %: \(surest.percentText)"
        let header =
            "Digit  Precision  Recall  "
            + confusion.indices.map { String($0).padded(toWidth: width) }.joined()
        let rows = perClass.map { row in
            String(row.label).padded(toWidth: 5) + (row.precision?.fixed(4) ?? "–").padded(toWidth: 11)
                + (row.recall?.fixed(4) ?? "–").padded(toWidth: 8) + "  "
                + confusion[row.label].map { ($0 == 0 ? "·" : String($0)).padded(toWidth: width) }.joined()
        }
        let caption = String(repeating: " ", count: 26) + "  taken for"
        return ([title] + likeliest + [trust, "", caption, header] + rows).joined(separator: "\n")
    }
}
