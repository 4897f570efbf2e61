import DigitNN
import DigitRecognizer
import Testing

/// Digits to send, and the network's own outputs for them.
struct Sample {
    /// Pixels from 0 to 255, 784 of them.
    let pixels: [UInt8]
    /// The bundled model's outputs, without a server.
    let outputs: [Float]

    var floats: [Float] { pixels.map { Float($0) / 255 } }
    var json: String { "[" + floats.map(\.description).joined(separator: ",") + "]" }

    /// A bar, whose place and slant depend on the number.
    init(_ number: Int = 0) throws {
        var pixels = [UInt8](repeating: 0, count: 784)
        for row in 4..<24 {
            let column = 8 + number % 9 + row * (number % 3) / 6
            for x in column..<column + 3 { pixels[row * 28 + x] = UInt8(255 - number % 7 * 10) }
        }
        self.pixels = pixels
        outputs = try Predictor(BundledModel.mnist.load(), threads: 1).predict(pixels.map { Float($0) / 255 })
    }
}

/// Whether two lists are the same but for rounding.
func areClose(_ one: [Float]?, _ other: [Float], _ tolerance: Float = 1e-5) -> Bool {
    guard let one, one.count == other.count else { return false }
    return zip(one, other).allSatisfy { abs($0 - $1) <= tolerance }
}
