import DigitDecoding
import DigitImage
import DigitNN

extension SequencePredictor {
    /// What the network says of strips, each as it is and, where there is a number, in its other views.
    /// - Parameter isNumber: whether a strip, of which its place among all and what the network says of it alone are given, is one.
    /// - Throws: `ReaderError` if its outputs are no probabilities.
    package func frames(
        of strips: [LineStrip], where isNumber: (Int, SymbolFrames) -> Bool = { $1.hasDigit }
    ) throws(ReaderError) -> [LineFrames] {
        let frames: [LineFrames?]
        do throws(NetworkError) {
            let views = { (line: Strip) in
                LineView.usual.map { Self.strip($0(LineStrip(width: line.width, values: line.pixels))) }
            }
            frames = try self.frames(of: strips.map(Self.strip), views: views, where: isNumber)
        } catch { throw ReaderError("\(error)") }
        return try frames.map { frames throws(ReaderError) in
            guard let frames else { throw ReaderError("the model's outputs are no probabilities") }
            return frames
        }
    }

    private static func strip(_ line: LineStrip) -> Strip { Strip(width: line.width, pixels: line.values) }
}
