import DigitText

/// One element of the output of `digits predict --json`.
package struct PredictionReport: Encodable, Sendable {
    /// A digit and the probability that the picture shows it.
    package struct Candidate: Encodable, Sendable {
        let digit: Int
        let confidence: Float

        var text: String { "\(digit)  \(Double(confidence).percentText.padded(toWidth: 8))" }
    }

    let file: String
    let page: Int?
    let digit: Int
    package let confidence: Float
    let probabilities: [Float]
    let isDigit: Float
    /// The most likely digits, if more than one were requested.
    let top: [Candidate]?

    /// - Parameters:
    ///   - file: the image, as the user named it.
    ///   - page: its number from 1, if the file has pages.
    ///   - digit: the predicted class.
    ///   - confidence: the probability that the picture shows it, 0 ... 1.
    ///   - probabilities: each class's probability, given that the picture shows one.
    ///   - isDigit: the probability that the picture shows one, 0 ... 1.
    ///   - top: the number of most likely digits to report.
    package init(
        file: String, page: Int? = nil, digit: Int, confidence: Float, probabilities: [Float], isDigit: Float, top: Int = 1
    ) {
        self.file = file
        self.page = page
        self.digit = digit
        self.confidence = confidence
        self.probabilities = probabilities
        self.isDigit = isDigit
        let order = probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
        self.top = top > 1 ? order.prefix(top).map { Candidate(digit: $0, confidence: isDigit * probabilities[$0]) } : nil
    }

    /// The file, and the page of a document.
    private var name: String { page.map { "\(file) page \($0)" } ?? file }

    /// `7  99.98 %  seven.png`, with more digits before the file if they were requested.
    package var text: String {
        let candidates = top ?? [Candidate(digit: digit, confidence: confidence)]
        return candidates.map(\.text).joined(separator: "  ") + "  \(name)"
    }

    /// The columns' names of `digits predict --csv`.
    package static let csvHeader = "file,digit,confidence"

    /// A row of them.
    package var csvRow: String { "\(csvField(name)),\(digit),\(Double(confidence).fixed(4))" }

    /// The columns' names of a Kaggle submission, for a table of images.
    package static let submissionHeader = "ImageId,Label"

    /// A row of them.
    /// - Parameter row: the image's row, from 1.
    package func submissionRow(_ row: Int) -> String { "\(row),\(digit)" }
}
