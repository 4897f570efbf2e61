import DigitText

/// One element of what `digits predict --json` prints.
package struct PredictionReport: Encodable, Sendable {
    /// A digit and how likely it is that the picture shows it.
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
    /// The likeliest digits, where more than one are asked for.
    let top: [Candidate]?

    /// - Parameters:
    ///   - file: the image, as the user named it.
    ///   - page: its number from 1, where the file has pages.
    ///   - digit: the class that it was taken for.
    ///   - confidence: how likely it is that the picture shows it, 0 ... 1.
    ///   - probabilities: each class's probability, if it shows one.
    ///   - isDigit: how likely it is that the picture shows one, 0 ... 1.
    ///   - top: how many of the likeliest digits to tell.
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

    /// `7  99.98 %  seven.png`, with more digits before the file where they are asked for.
    package var text: String {
        let candidates = top ?? [Candidate(digit: digit, confidence: confidence)]
        return candidates.map(\.text).joined(separator: "  ") + "  \(name)"
    }

    /// The columns' names of `digits predict --csv`.
    package static let csvHeader = "file,digit,confidence"

    /// A row of them.
    package var csvRow: String { "\(csvField(name)),\(digit),\(Double(confidence).fixed(4))" }

    /// The columns' names of a submission to Kaggle, for a table of images.
    package static let submissionHeader = "ImageId,Label"

    /// A row of them.
    /// - Parameter row: the image's, from 1.
    package func submissionRow(_ row: Int) -> String { "\(row),\(digit)" }
}
