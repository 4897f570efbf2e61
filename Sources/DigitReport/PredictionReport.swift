/// One element of what `digits predict --json` prints.
package struct PredictionReport: Encodable, Sendable {
    let file: String
    let digit: Int
    let confidence: Float
    let probabilities: [Float]
    let isDigit: Float

    /// - Parameters:
    ///   - file: the image, as the user named it.
    ///   - digit: the class that it was taken for.
    ///   - confidence: how likely it is that the picture shows it, 0 ... 1.
    ///   - probabilities: each class's probability, if it shows one.
    ///   - isDigit: how likely it is that the picture shows one, 0 ... 1.
    package init(file: String, digit: Int, confidence: Float, probabilities: [Float], isDigit: Float) {
        self.file = file
        self.digit = digit
        self.confidence = confidence
        self.probabilities = probabilities
        self.isDigit = isDigit
    }

    /// `7  99.98 %  seven.png`.
    package var text: String { "\(digit)  \(Double(confidence).percentText.padded(toWidth: 8))  \(file)" }
}
