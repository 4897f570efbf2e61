import DigitDecoding
import DigitImage
import DigitNN

/// A number where it was found.
struct FoundNumber {
    let line: LineRegion
    let strip: LineStrip
    /// The rows of the strip that are not rules, found once for all of its symbols.
    let writtenRows: [Int]
    let number: DecodedNumber
}

/// The readings of a page's lines.
struct LineReader {
    /// The numbers of all lines, and the lines without one.
    struct Result {
        var numbers: [FoundNumber] = []
        var others: [(line: LineRegion, strip: LineStrip, reason: LeftOutLine.Reason)] = []
    }

    let predictor: SequencePredictor
    let decoder: LineDecoder
    /// Whether machine print may be in the picture.
    let expectsPrint: Bool

    /// The number of strips that are held at once: memory does not grow with the page.
    private static let batchSize = 64
    /// The greatest width in columns of a strip that is read in other views too: about a hundred digits. Longer ones would take
    /// seconds.
    private static let widestInViews = 2_048

    /// Reads all lines of a page.
    /// - Throws: `ReaderError` if the network's outputs are not numbers.
    func read(_ page: PageLines) throws(ReaderError) -> Result {
        var result = Result()
        for first in stride(from: 0, to: page.lines.count, by: Self.batchSize) {
            let lines = page.lines[first..<min(first + Self.batchSize, page.lines.count)]
            let strips = lines.map { page.strip(of: $0) }
            var asWritten: [[DecodedNumber]] = []
            let frames = try predictor.checkedFrames(of: strips) { place, frames in
                let numbers = decode(LineFrames(frames), strips[place])
                asWritten.append(numbers)
                // A line that does not read as a number unchanged would read as many different ones in other views.
                return strips[place].width <= Self.widestInViews
                    && numbers.contains { NumberSelection.reason(against: $0) == nil }
            }
            for (place, (line, strip)) in zip(lines, strips).enumerated() {
                let frames = frames[place]
                let numbers = frames.views.count > 1 ? decode(frames, strip) : asWritten[place]
                if numbers.isEmpty {
                    result.others.append((line, strip, expectsPrint && frames.line.hasPrint ? .print : .noSymbol))
                } else {
                    let rows = strip.writtenRows
                    result.numbers += numbers.map { FoundNumber(line: line, strip: strip, writtenRows: rows, number: $0) }
                }
            }
        }
        return result
    }

    private func decode(_ frames: LineFrames, _ strip: LineStrip) -> [DecodedNumber] {
        decoder.decode(expectsPrint ? frames : frames.map(\.withoutPrint), ink: strip.columnSums)
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
