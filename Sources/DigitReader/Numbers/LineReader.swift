import DigitDecoding
import DigitImage
import DigitNN

/// A number where it was found.
struct FoundNumber {
    let line: LineRegion
    let strip: LineStrip
    /// The rows of the strip that are no rule, found once for all of its symbols.
    let writtenRows: [Int]
    let number: DecodedNumber
}

/// What the lines of a page say.
struct LineReader {
    /// The numbers of all lines, and the lines without one.
    struct Result {
        var numbers: [FoundNumber] = []
        var others: [(line: LineRegion, strip: LineStrip, reason: LeftOutLine.Reason)] = []
    }

    let predictor: SequencePredictor
    let decoder: LineDecoder

    /// Strips that are held at once: their memory does not grow with the page.
    private static let batchSize = 64

    /// Reads all lines of a page.
    /// - Throws: `ReaderError` if the network's outputs are no numbers.
    func read(_ page: PageLines) throws(ReaderError) -> Result {
        var result = Result()
        for first in stride(from: 0, to: page.lines.count, by: Self.batchSize) {
            let lines = page.lines[first..<min(first + Self.batchSize, page.lines.count)]
            let strips = lines.map { page.strip(of: $0) }
            for ((line, strip), frames) in zip(zip(lines, strips), try predictor.frames(of: strips)) {
                let numbers = decoder.decode(frames, ink: strip.columnSums)
                if numbers.isEmpty {
                    result.others.append((line, strip, frames.hasPrint ? .print : .noSymbol))
                } else {
                    let rows = strip.writtenRows
                    result.numbers += numbers.map { FoundNumber(line: line, strip: strip, writtenRows: rows, number: $0) }
                }
            }
        }
        return result
    }
}

extension LineStrip {
    /// The ink of each column, 0 ... `height`.
    package var columnSums: [Float] {
        var sums = [Float](repeating: 0, count: width)
        for row in 0..<Self.height {
            for column in 0..<width { sums[column] += values[row * width + column] }
        }
        return sums
    }
}
