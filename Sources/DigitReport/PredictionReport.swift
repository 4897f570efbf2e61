/// One element of what `digits predict --json` prints.
package struct PredictionReport: Encodable, Sendable {
    let file: String
    let digit: Int
    let confidence: Float
    let probabilities: [Float]

    /// - Parameters:
    ///   - file: the image, as the user named it.
    ///   - digit: the class that it was taken for.
    ///   - confidence: that class's probability, 0 ... 1.
    ///   - probabilities: each class's probability.
    package init(file: String, digit: Int, confidence: Float, probabilities: [Float]) {
        self.file = file
        self.digit = digit
        self.confidence = confidence
        self.probabilities = probabilities
    }

    /// `7  99.98 %  seven.png`.
    package var text: String { "\(digit)  \(Double(confidence).percentText.padded(toWidth: 8))  \(file)" }
}
