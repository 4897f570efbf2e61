import DigitDecoding
import DigitImage
import DigitNN

extension SequencePredictor {
    /// What the network says of strips.
    /// - Throws: `ReaderError` if its outputs are no probabilities.
    package func frames(of strips: [LineStrip]) throws(ReaderError) -> [SymbolFrames] {
        let values: [[Float]]
        do throws(NetworkError) {
            values = try logProbabilities(of: strips.map { .init(width: $0.width, pixels: $0.values) })
        } catch { throw ReaderError("\(error)") }
        var result: [SymbolFrames] = []
        for values in values {
            do throws(DecodingError) {
                result.append(try SymbolFrames(logProbabilities: values, steps: values.count / NumberAlphabet.classCount))
            } catch { throw ReaderError("the model's outputs are no probabilities: \(error)") }
        }
        return result
    }
}
