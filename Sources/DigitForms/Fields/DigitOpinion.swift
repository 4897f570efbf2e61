import DigitImage
import DigitRecognizer

/// The single-digit network's reading of a field with a box for each digit: a second opinion beside the line network's.
package struct DigitOpinion: Sendable {
    /// The probabilities of the ten digits, for each box with ink.
    package let probabilities: [[Double]]
    /// Which of the field's boxes have ink.
    private let isFilled: [Bool]

    /// The least probability of a digit: ink at the walls may have been lost.
    private static let least = 1e-4

    /// An opinion with the given probabilities.
    /// - Parameter isFilled: whether each box has ink; as many are true as there are rows of probabilities. Nil if all have.
    package init(probabilities: [[Double]], isFilled: [Bool]? = nil) {
        (self.probabilities, self.isFilled) = (probabilities, isFilled ?? probabilities.map { _ in true })
    }

    /// - Parameters:
    ///   - ink: the writing in the field.
    ///   - boxes: the number of its boxes.
    ///   - recognizer: the reader of single digits.
    /// - Returns: nil if a digit cannot be read.
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
        // If it is not a digit, all ten are equally likely.
        probabilities = recognitions.map { recognition in
            let isDigit = Double(recognition.isDigit)
            return recognition.probabilities.map {
                isDigit * Double($0) + (1 - isDigit) / Double(recognition.probabilities.count)
            }
        }
    }

    /// The digits with zeros for blank boxes; nil if their number differs from that of the boxes with ink.
    package func withZeros(_ digits: String) -> String? {
        guard digits.count == isFilled.count(where: { $0 }) else { return nil }
        var rest = digits[...]
        return String(isFilled.map { $0 ? rest.removeFirst() : "0" })
    }

    /// The probability of a string of digits.
    package func probability(of digits: [Int]) -> Double {
        guard digits.count == probabilities.count else { return Self.least }
        return zip(digits, probabilities).reduce(1) { $0 * max(Self.least, $1.1[$1.0]) }
    }

    /// The greatest probability of a string of digits that is none of these.
    package func greatestProbability(except listed: Set<[Int]>) -> Double {
        let other = likeliest(listed.count + 1).first { !listed.contains($0) }
        return max(Self.least, other.map(probability(of:)) ?? 0)
    }

    /// The most likely strings of digits, in descending order.
    package func likeliest(_ count: Int) -> [[Int]] {
        var found: [(digits: [Int], probability: Double)] = [([], 1)]
        for row in probabilities {
            // The boxes are independent, so the best strings extend the best prefixes.
            let longer = found.flatMap { begun in row.indices.map { (begun.digits + [$0], begun.probability * row[$0]) } }
            found = Array(longer.sorted { $0.1 > $1.1 }.prefix(count))
        }
        return found.map(\.digits)
    }
}
