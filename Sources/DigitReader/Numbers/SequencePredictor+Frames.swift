import DigitDecoding
import DigitImage
import DigitNN

extension SequencePredictor {
    /// The same as `frames(of:where:)`, with an error where the network's outputs are not probabilities.
    /// - Throws: `ReaderError` naming the network.
    package func checkedFrames(
        of strips: [LineStrip], where isNumber: (Int, SymbolFrames) -> Bool = { $1.hasDigit }
    ) throws(ReaderError) -> [LineFrames] {
        let frames: [LineFrames?]
        do throws(NetworkError) { frames = try self.frames(of: strips, where: isNumber) } catch { throw ReaderError("\(error)") }
        return try frames.map { frames throws(ReaderError) in
            guard let frames else { throw ReaderError("the model's outputs are not probabilities") }
            return frames
        }
    }
}
