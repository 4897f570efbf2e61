import DigitImage
import DigitNN

/// A line of writing with its corrected text.
package struct CorrectedLine: Equatable, Sendable {
    /// The folder of corrected lines in a folder of corrections: it has a picture of each line, and its text beside it.
    package static let folderName = "lines"
    /// The extension of a text file, in place of the picture's, as in other programs that train with lines (OCRopus, Kraken,
    /// Calamari).
    package static let textEnding = ".gt.txt"
    /// The most columns of a strip: those of the widest training strips.
    package static let mostColumns = 512
    /// The number of columns for which the network gives one distribution.
    private static let columnsPerStep = 4
    /// The least strength of a line's ink; anything weaker is unevenness of the paper.
    private static let leastInk: Float = 0.5

    /// The network's input.
    package let strip: LineStrip
    /// The text, as the network's classes.
    package let symbols: [UInt8]

    /// Makes a line from a picture.
    /// - Parameters:
    ///   - picture: the line from end to end, with a small margin.
    ///   - text: the line's text: digits, marks, and `?` for other writing.
    /// - Throws: `RecognizerError` if the picture or the text cannot be used for training.
    package init(picture: GrayImage, text: String) throws(RecognizerError) {
        guard !text.isEmpty, let symbols = NumberAlphabet.symbols(of: text) else {
            throw RecognizerError(
                "text: digits, marks and ? for other writing expected, got \(text.isEmpty ? "nothing" : String(text.prefix(40)))")
        }
        guard !picture.pixels.isEmpty else { throw RecognizerError("picture: a line expected, got no pixels") }
        let columns = LineStrip.width(ofPictureWidth: picture.width, height: picture.height)
        guard columns <= Self.mostColumns else {
            throw RecognizerError(
                "picture: a line of at most \(Self.mostColumns / LineStrip.height) times its height expected, got \(picture.width)x\(picture.height)"
            )
        }
        do { strip = try LineNormalizer().normalize(picture.withDarkInk) } catch { throw RecognizerError("picture: \(error)") }
        guard strip.values.contains(where: { $0 >= Self.leastInk }) else {
            throw RecognizerError("picture: a line of writing expected, found no ink")
        }
        let steps = (strip.width + Self.columnsPerStep - 1) / Self.columnsPerStep
        guard CTCLoss.timeSteps(of: symbols) <= steps else {
            throw RecognizerError(
                "text: fewer symbols expected for a line of \(picture.width)x\(picture.height) pixels, got \(symbols.count)")
        }
        self.symbols = symbols
    }

    /// The strip as a picture from which the same strip can be made again: dark ink on white paper.
    package var picture: GrayImage {
        GrayImage(
            width: strip.width, height: LineStrip.height, pixels: strip.values.map { 255 - UInt8(min(1, max(0, $0)) * 255 + 0.5) }
        )
    }
}

extension GrayImage {
    /// The picture with dark ink: most of a line's picture is paper.
    fileprivate var withDarkInk: GrayImage {
        var counts = [Int](repeating: 0, count: 256)
        for pixel in pixels { counts[Int(pixel)] += 1 }
        var (median, below) = (0, counts[0])
        while 2 * below < pixels.count {
            median += 1
            below += counts[median]
        }
        let (least, most) = (counts.firstIndex { $0 > 0 } ?? 0, counts.lastIndex { $0 > 0 } ?? 0)
        if median - least >= most - median { return self }
        return GrayImage(width: width, height: height, pixels: pixels.map { 255 - $0 })
    }
}
