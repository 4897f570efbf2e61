import DigitDecoding
import DigitImage
import DigitPhoto

/// Reads the numbers in pictures: photos of pages, scans, drawings.
///
/// ```swift
/// let reader = try DigitReader()
/// let page = try reader.read(contentsOf: "page.jpg")
/// for line in page.lines { print(line.text, line.confidence) }
/// ```
///
/// It may be used from several threads at once.
public final class DigitReader: Sendable {
    /// The model that reads lines.
    public let model: NumbersModel
    /// Whether machine print may be in the pictures, which is left out. In a drawing it is not, and digits in even strokes look
    /// like it.
    public let expectsPrint: Bool

    /// The most pixels of a view; more bring nothing: a digit of a few millimeters on a page still has about 30 rows.
    static let mostPixels = 3_200_000

    /// A reader with the given model.
    /// - Parameters:
    ///   - model: the model that reads lines.
    ///   - expectsPrint: whether machine print may be in the pictures; if not, nothing is taken for it.
    public init(model: NumbersModel, expectsPrint: Bool = true) { (self.model, self.expectsPrint) = (model, expectsPrint) }

    /// A reader with the model that comes with the package.
    /// - Throws: `ReaderError` if the package was built without it.
    public convenience init() throws(ReaderError) { self.init(model: try NumbersModel()) }

    /// Reads an image file: PNG, JPEG (turned as its EXIF orientation says), TIFF, WebP, BMP, PGM, PBM or PPM.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - constraint: what is known about the numbers in it.
    ///   - pixelLimit: the most pixels that it may have.
    /// - Throws: `ReaderError` naming the file if it is not an image, too large or damaged.
    public func read(contentsOf path: String, constraint: NumberConstraint? = nil, pixelLimit: Int = defaultPixelLimit)
        throws(ReaderError) -> PageReading
    {
        let photo: PhotoPlanes
        do throws(PhotoError) {
            photo = try decodePlanes(at: path, pixelLimit: pixelLimit, pixelsWanted: Self.mostPixels)
        } catch { throw ReaderError(error) }
        do throws(ReaderError) { return try read(photo, constraint) } catch { throw ReaderError("\(path): \(error)") }
    }

    /// Reads the bytes of an image file.
    ///
    /// - Parameters:
    ///   - bytes: the file's contents.
    ///   - name: its name in errors.
    ///   - constraint: what is known about the numbers in it.
    ///   - pixelLimit: the most pixels that it may have.
    /// - Throws: `ReaderError` with `name` if it is not an image, too large or damaged.
    public func read(
        encoded bytes: [UInt8], name: String, constraint: NumberConstraint? = nil, pixelLimit: Int = defaultPixelLimit
    ) throws(ReaderError) -> PageReading {
        let photo = try Self.decode(bytes, name: name, pixelLimit: pixelLimit)
        do throws(ReaderError) { return try read(photo, constraint) } catch { throw ReaderError("\(name): \(error)") }
    }

    /// Reads a page of a document.
    ///
    /// - Parameters:
    ///   - document: a file of one or more pages.
    ///   - page: the page's index, from 0.
    ///   - constraint: what is known about the numbers in it.
    ///   - pixelLimit: the most pixels that it may have.
    /// - Throws: `ReaderError` naming the file and its page if it is damaged, too large, or needs a missing program.
    public func read(
        page: Int, of document: ImageDocument, constraint: NumberConstraint? = nil, pixelLimit: Int = defaultPixelLimit
    ) throws(ReaderError) -> PageReading {
        let bytes: [UInt8]
        do throws(PhotoError) { bytes = try document.page(page, pixelLimit: pixelLimit) } catch { throw ReaderError(error) }
        return try read(encoded: bytes, name: document.name(ofPage: page), constraint: constraint, pixelLimit: pixelLimit)
    }

    /// The first half of reading an image file's bytes, for callers that run the halves separately.
    /// - Throws: `ReaderError` with `name` if it is not an image, too large or damaged.
    package static func decode(_ bytes: [UInt8], name: String, pixelLimit: Int = defaultPixelLimit) throws(ReaderError)
        -> PhotoPlanes
    {
        do throws(PhotoError) {
            return try decodePlanes(bytes, name: name, pixelLimit: pixelLimit, pixelsWanted: mostPixels)
        } catch { throw ReaderError(error) }
    }

    /// Reads a gray picture, dark ink on bright paper or bright on dark.
    /// - Throws: `ReaderError` if it has no pixels.
    public func read(_ image: GrayImage, constraint: NumberConstraint? = nil) throws(ReaderError) -> PageReading {
        try read(PhotoPlanes(sourceWidth: image.width, sourceHeight: image.height, planes: [image]), constraint)
    }

    /// Reads a color picture.
    /// - Throws: `ReaderError` if it has no pixels.
    public func read(_ image: ColorImage, constraint: NumberConstraint? = nil) throws(ReaderError) -> PageReading {
        let planes = (0..<3).map { color in
            GrayImage(
                width: image.width, height: image.height,
                pixels: stride(from: color, to: image.pixels.count, by: 3).map { image.pixels[$0] })
        }
        return try read(PhotoPlanes(sourceWidth: image.width, sourceHeight: image.height, planes: planes), constraint)
    }

    /// The number of digits of usual size that the lines in a picture have room for: much faster than reading.
    /// - Throws: `ReaderError` if it has no pixels.
    package func room(on image: GrayImage) throws(ReaderError) -> Int {
        guard image.width > 0, image.height > 0 else { throw ReaderError("a picture of at least 1x1 pixels expected") }
        let page = try PageLines(PhotoPlanes(sourceWidth: image.width, sourceHeight: image.height, planes: [image]))
        // A digit is about two thirds as wide as it is high.
        let digits = page.lines.reduce(0) { $0 + 1.5 * $1.length / max(1, $1.height) }
        return Int(min(1e9, digits))
    }

    /// The second half.
    /// - Throws: `ReaderError` if it has no pixels.
    package func read(_ photo: PhotoPlanes, _ constraint: NumberConstraint?) throws(ReaderError) -> PageReading {
        guard photo.sourceWidth > 0, photo.sourceHeight > 0 else {
            throw ReaderError("a picture of at least 1x1 pixels expected, got \(photo.sourceWidth)x\(photo.sourceHeight)")
        }
        let decoder = LineDecoder(constraint: constraint, calibration: model.calibration?.confidence ?? .none)
        return try model.withPredictor { predictor throws(ReaderError) in
            let lines = LineReader(predictor: predictor, decoder: decoder, expectsPrint: expectsPrint)
            return try PageReader(lines: lines).read(photo)
        }
    }
}
