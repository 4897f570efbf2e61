import DigitImage
import DigitReader
import DigitRecognizer

/// A reader of pages.
struct ServedReader: Sendable {
    /// The name of its model in answers.
    let name: String
    private(set) var reader: DigitReader

    /// - Parameter file: a Keras file with a model for lines; nil for the bundled one.
    /// - Throws: `RecognizerError` naming the file if it cannot be used.
    init(_ file: String?) throws(RecognizerError) {
        do throws(ReaderError) {
            guard let file else {
                (name, reader) = ("numbers", try DigitReader())
                return
            }
            (name, reader) = (NamedFile.stem(of: file), DigitReader(model: try NumbersModel(contentsOf: file)))
            // It reads once: weights that are not numbers are found before any client encounters them.
            do throws(ReaderError) { _ = try reader.read(Self.bar) } catch { throw ReaderError("\(file): \(error)") }
        } catch { throw RecognizerError("\(error)") }
    }

    /// A 1 on paper.
    private static let bar: GrayImage = {
        let (width, height) = (64, 80)
        let pixels = (0..<width * height).map { place in
            (29..<34).contains(place % width) && (20..<60).contains(place / width) ? UInt8(20) : UInt8(240)
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }()

    /// The same with or without machine print in the picture.
    func expectingPrint(_ expectsPrint: Bool) -> ServedReader {
        guard expectsPrint != reader.expectsPrint else { return self }
        var result = self
        result.reader = DigitReader(model: reader.model, expectsPrint: expectsPrint)
        return result
    }
}
