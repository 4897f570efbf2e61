import DigitDecoding
import DigitText

/// A report on a calibration, for people and for JSON.
package struct CalibrationReport: Encodable, Sendable {
    /// The answers that can be accepted at an error rate; nil if no threshold suffices.
    package struct Acceptance: Encodable, Sendable {
        /// The least confidence.
        package let confidence: Double
        /// The fraction of the answers that are accepted, 0 ... 1.
        package let accepted: Double
    }

    /// The thresholds for an error rate.
    package struct Row: Encodable, Sendable {
        /// The error rate, 0 ... 1.
        package let risk: Double
        /// Whole texts.
        package let text: Acceptance?
        /// Digits, whatever the marks.
        package let digits: Acceptance?
    }

    package let temperature: Double
    /// The number of readings without a doubt, of those among them with an error, and of those with an error in their digits.
    package let answers: Int
    package let errors: Int
    package let digitsErrors: Int
    package let rows: [Row]

    private static let risks = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05]

    package init(_ calibration: NumberCalibration) {
        func acceptance(_ table: RiskTable, _ risk: Double) -> Acceptance? {
            table.threshold(risk: risk).map {
                Acceptance(confidence: $0.confidence, accepted: Double($0.answers) / Double(table.count))
            }
        }
        temperature = calibration.confidence.temperature
        answers = calibration.risk.count
        errors = calibration.risk.levels.last?.errors ?? 0
        digitsErrors = calibration.digitsRisk.levels.last?.errors ?? 0
        rows = Self.risks.map { risk in
            Row(risk: risk, text: acceptance(calibration.risk, risk), digits: acceptance(calibration.digitsRisk, risk))
        }
    }

    /// In one line.
    package var summary: String {
        let part = { (errors: Int) in (1 - Double(errors) / Double(max(answers, 1))).percentText }
        return
            "\(answers.counted("answer")): \(part(errors)) right, \(part(digitsErrors)) with right digits; temperature \(temperature.fixed(3))"
    }

    /// Heading and rows of a table: the error rate, and the confidence threshold with the fraction of the answers that it
    /// accepts.
    package var table: [[String]] {
        let heading = ["Wrong at most", "Text from", "Accepted", "Digits from", "Accepted"]
        let cells = { (acceptance: Acceptance?) in
            [acceptance?.confidence.fixed(4) ?? "-", acceptance?.accepted.percentText ?? "-"]
        }
        return [heading] + rows.map { [$0.risk.percentText] + cells($0.text) + cells($0.digits) }
    }

    /// The summary and the table as text.
    package var text: String {
        let widths = (0..<5).map { column in table.map { $0[column].count }.max() ?? 0 }
        let lines = table.map { row in
            zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
        }
        return ([summary] + lines).joined(separator: "\n")
    }
}
