import DigitImage
import DigitRecognizer

/// What the network for single digits says of a field with a box for each digit: a second opinion, beside the network for lines.
package struct DigitOpinion: Sendable {
    /// For each box with ink, the probabilities of the digits.
    package let probabilities: [[Double]]
    /// Which of the field's boxes have ink.
    private let isFilled: [Bool]

    /// A digit is never less likely than this: ink at walls may have been lost.
    private static let least = 1e-4

    /// What was read.
    /// - Parameter isFilled: which boxes have ink: as many of them as there are rows of probabilities; nil for all.
    package init(probabilities: [[Double]], isFilled: [Bool]? = nil) {
        (self.probabilities, self.isFilled) = (probabilities, isFilled ?? probabilities.map { _ in true })
    }

    /// - Parameters:
    ///   - ink: what is written in the field.
    ///   - boxes: how many boxes it has.
    ///   - recognizer: reads single digits.
    /// - Returns: nil where a digit cannot be read.
    init?(_ ink: FieldInk, boxes: Int, recognizer: DigitRecognizer) {
        let places = DigitParts(ink).inBoxes(boxes)
        var digits: [[GrayImage]] = []
        for picture in places.compactMap({ $0 }) {
            guard let views = try? DigitNormalizer(polarity: .brightInk).normalize(picture, views: recognizer.views) else {
                return nil
            }
            digits.append(views)
        }
        guard !digits.isEmpty, let recognitions = try? recognizer.recognize(views: digits) else { return nil }
        isFilled = places.map { $0 != nil }
        // Of what is no digit, the network says nothing: each is as likely.
        probabilities = recognitions.map { recognition in
            let isDigit = Double(recognition.isDigit)
            return recognition.probabilities.map {
                isDigit * Double($0) + (1 - isDigit) / Double(recognition.probabilities.count)
            }
        }
    }

    /// Digits with zeros for the boxes that were left blank; nil where there is another number of boxes with ink.
    package func withZeros(_ digits: String) -> String? {
        guard digits.count == isFilled.count(where: { $0 }) else { return nil }
        var rest = digits[...]
        return String(isFilled.map { $0 ? rest.removeFirst() : "0" })
    }

    /// How likely it is that such digits are written.
    package func probability(of digits: [Int]) -> Double {
        guard digits.count == probabilities.count else { return Self.least }
        return zip(digits, probabilities).reduce(1) { $0 * max(Self.least, $1.1[$1.0]) }
    }

    /// The likeliest digits, the likeliest first.
    package func likeliest(_ count: Int) -> [[Int]] {
        var found: [(digits: [Int], probability: Double)] = [([], 1)]
        for row in probabilities {
            // What begins likeliest is all that can be likeliest: each place is by itself.
            let longer = found.flatMap { begun in row.indices.map { (begun.digits + [$0], begun.probability * row[$0]) } }
            found = Array(longer.sorted { $0.1 > $1.1 }.prefix(count))
        }
        return found.map(\.digits)
    }
}
