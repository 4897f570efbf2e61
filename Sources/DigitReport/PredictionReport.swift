/// One element of what `digits predict --json` prints.
package struct PredictionReport: Encodable, Sendable {
    let file: String
    let page: Int?
    let digit: Int
    let confidence: Float
    let probabilities: [Float]
    let isDigit: Float

    /// - Parameters:
    ///   - file: the image, as the user named it.
    ///   - page: its number from 1, where the file has pages.
    ///   - digit: the class that it was taken for.
    ///   - confidence: how likely it is that the picture shows it, 0 ... 1.
    ///   - probabilities: each class's probability, if it shows one.
    ///   - isDigit: how likely it is that the picture shows one, 0 ... 1.
    package init(file: String, page: Int? = nil, digit: Int, confidence: Float, probabilities: [Float], isDigit: Float) {
        self.file = file
        self.page = page
        self.digit = digit
        self.confidence = confidence
        self.probabilities = probabilities
        self.isDigit = isDigit
    }

    /// `7  99.98 %  seven.png`.
    package var text: String {
        "\(digit)  \(Double(confidence).percentText.padded(toWidth: 8))  \(page.map { "\(file) page \($0)" } ?? file)"
    }
}
