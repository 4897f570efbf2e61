import DigitData
import DigitInput
import DigitNN

/// Suggests another input format for a model that recognizes next to nothing, if it recognizes far more in that format.
package struct InputAdvice: Equatable, Sendable {
    /// The accuracy with the given format, and the better one, 0 ... 1, on the images that were tried.
    package let accuracy, better: Double
    /// The number of images that were tried.
    package let count: Int
    /// The better range; nil if rows and columns are exchanged.
    package let range: InputRange?

    /// Below this accuracy, the images may have been in the wrong format.
    private static let suspicious = 0.5
    /// The least increase of the accuracy that is not chance.
    private static let leastGain = 0.3
    /// A better format shows on few images.
    private static let mostImages = 500

    /// Tries the usual ranges, and rows and columns exchanged. Nil if the accuracy is high enough, or nothing is far better.
    /// - Parameters:
    ///   - images: gray images stored as bytes, bright ink on black.
    ///   - accuracy: the model's accuracy on all images with the given format.
    package init?(_ recognizer: DigitRecognizer, _ images: Dataset, accuracy: Double, threads: Int?) throws {
        guard accuracy < Self.suspicious else { return nil }
        let images = images[0..<min(images.count, Self.mostImages)]
        func right(_ images: Dataset, _ range: InputRange) throws -> Double {
            let input = try ModelInput(shape: recognizer.model.inputShape, range: range)
            return try recognizer.model.evaluate(try input.dataset(images), threads: threads).accuracy
        }
        let range = recognizer.input.range
        var found: [(accuracy: Double, range: InputRange?)] = []
        for other in InputRange.usual where other != range { found.append((try right(images, other), other)) }
        if images.shape[0] == images.shape[1], let turned = images.transposed { found.append((try right(turned, range), nil)) }
        let given = try right(images, range)
        // max returns the last of equals.
        guard let best = found.reversed().max(by: { $0.accuracy < $1.accuracy }), best.accuracy >= given + Self.leastGain else {
            return nil
        }
        (self.accuracy, better, count, self.range) = (given, best.accuracy, images.count, best.range)
    }

    /// `accuracy 0.12; with --input-range 0,255 it is 0.98`.
    package var text: String {
        func hundredths(_ number: Double) -> String {
            let whole = Int((number * 100).rounded())
            return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
        }
        let way = range.map { "with --input-range \($0.text)" } ?? "with rows and columns exchanged"
        let hint = range == nil ? "; EMNIST's files are like that, and turned upright under their own names, emnist-digits-…" : ""
        return "accuracy \(hundredths(accuracy)) on the first \(count) images; \(way) it is \(hundredths(better))\(hint)"
    }
}
