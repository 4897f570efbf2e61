import DigitImage
import DigitReader
import DigitRecognizer

/// What reads pages.
struct ServedReader: Sendable {
    /// What answers call its model.
    let name: String
    private(set) var reader: DigitReader

    /// - Parameter file: a Keras file with a model of lines; nil for the one that comes with the program.
    /// - Throws: `RecognizerError` naming the file if it cannot be used.
    init(_ file: String?) throws(RecognizerError) {
        do throws(ReaderError) {
            guard let file else {
                (name, reader) = ("numbers", try DigitReader())
                return
            }
            (name, reader) = (NamedFile.stem(of: file), DigitReader(model: try NumbersModel(contentsOf: file)))
            // It reads once: weights that are no numbers are found before any client meets them.
            do throws(ReaderError) { _ = try reader.read(Self.bar) } catch { throw ReaderError("\(file): \(error)") }
        } catch { throw RecognizerError("\(error)") }
    }

    /// A one on paper.
    private static let bar: GrayImage = {
        let (width, height) = (64, 80)
        let pixels = (0..<width * height).map { place in
            (29..<34).contains(place % width) && (20..<60).contains(place / width) ? UInt8(20) : UInt8(240)
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }()

    /// The same where machine print may be in the picture, or not.
    func expectingPrint(_ expectsPrint: Bool) -> ServedReader {
        guard expectsPrint != reader.expectsPrint else { return self }
        var result = self
        result.reader = DigitReader(model: reader.model, expectsPrint: expectsPrint)
        return result
    }
}
