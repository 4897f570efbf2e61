import DigitImage
import DigitRecognizer

/// Finds the pixels that mattered: how the answer changes when they are covered (Zeiler and Fergus 2014, section 4.2).
enum Occlusion {
    /// The side of the covering square, in pixels of a digit of 28x28.
    private static let side = 5

    /// For each pixel the mean loss of the digit's confidence over the squares that cover it; negative if it gains.
    /// - Parameter digit: 28x28 pixels in MNIST's format.
    /// - Throws: `ServiceError` 500 if the model's outputs are not numbers.
    static func importance(
        of digit: GrayImage, recognizer: DigitRecognizer
    ) throws(ServiceError) -> (recognition: Recognition, importance: [Float]) {
        let squares = squares(in: digit)
        let covered = squares.map { covering($0, of: digit) }
        let recognitions: [Recognition]
        do throws(RecognizerError) { recognitions = try recognizer.recognize(normalized: [digit] + covered) } catch {
            throw .internalError("\(error)")
        }
        let whole = recognitions[0]
        var losses = [Float](repeating: 0, count: digit.pixels.count)
        var counts = [Float](repeating: 0, count: digit.pixels.count)
        for (square, recognition) in zip(squares, recognitions.dropFirst()) {
            let confidence = recognition.isDigit * recognition.probabilities[whole.digit]
            for index in pixels(of: square, in: digit) {
                losses[index] += whole.confidence - confidence
                counts[index] += 1
            }
        }
        return (whole, zip(losses, counts).map { $1 > 0 ? $0 / $1 : 0 })
    }

    /// The upper left corners of the squares that cover any ink.
    private static func squares(in digit: GrayImage) -> [(x: Int, y: Int)] {
        var corners: [(Int, Int)] = []
        for y in 1 - side..<digit.height {
            for x in 1 - side..<digit.width where pixels(of: (x, y), in: digit).contains(where: { digit.pixels[$0] > 0 }) {
                corners.append((x, y))
            }
        }
        return corners
    }

    private static func covering(_ square: (x: Int, y: Int), of digit: GrayImage) -> GrayImage {
        var covered = digit.pixels
        for index in pixels(of: square, in: digit) { covered[index] = 0 }
        return GrayImage(width: digit.width, height: digit.height, pixels: covered)
    }

    private static func pixels(of square: (x: Int, y: Int), in digit: GrayImage) -> [Int] {
        var indices: [Int] = []
        for y in max(0, square.y)..<min(digit.height, square.y + side) {
            for x in max(0, square.x)..<min(digit.width, square.x + side) { indices.append(y * digit.width + x) }
        }
        return indices
    }
}
