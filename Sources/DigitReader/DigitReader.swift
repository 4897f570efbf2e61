import DigitImage
import DigitPhoto
import DigitRecognizer

/// Reads the digits in pictures: photos of pages, scans, drawings.
///
/// ```swift
/// let reader = try DigitReader()
/// let page = try reader.read(contentsOf: "page.jpg")
/// for line in page.lines { print(line.text, line.confidence) }
/// ```
///
/// It may be used from several threads.
public final class DigitReader: Sendable {
    /// What tells the digits.
    public let recognizer: DigitRecognizer

    /// A reader that uses the given recognizer, whose model must have the ten digits as its classes.
    public init(recognizer: DigitRecognizer) {
        self.recognizer = recognizer
    }

    /// A reader with the model that comes with the package.
    /// - Throws: `RecognizerError` if the package was built without it.
    public convenience init() throws(RecognizerError) {
        self.init(recognizer: try DigitRecognizer())
    }

    /// Reads an image file: PNG, JPEG (turned as its EXIF orientation says), TIFF, WebP, BMP, PGM, PBM or PPM.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - constraint: what is known of the numbers in it.
    ///   - pixelLimit: the most pixels that it may have.
    /// - Throws: `ReaderError` naming the file if it is no image, too large or damaged.
    public func read(contentsOf path: String, constraint: FieldConstraint? = nil, pixelLimit: Int = defaultPixelLimit)
        throws(ReaderError) -> PageReading
    {
        let photo: PhotoPlanes
        do throws(PhotoError) {
            photo = try decodePlanes(at: path, pixelLimit: pixelLimit, pixelsWanted: WorkingPicture.mostPixels)
        } catch { throw ReaderError(error) }
        do throws(ReaderError) { return try read(photo, constraint) } catch { throw ReaderError("\(path): \(error)") }
    }

    /// Reads the bytes of an image file.
    ///
    /// - Parameters:
    ///   - bytes: the file's contents.
    ///   - name: what errors call it.
    ///   - constraint: what is known of the numbers in it.
    ///   - pixelLimit: the most pixels that it may have.
    /// - Throws: `ReaderError` with `name` if it is no image, too large or damaged.
    public func read(
        encoded bytes: [UInt8], name: String, constraint: FieldConstraint? = nil, pixelLimit: Int = defaultPixelLimit
    ) throws(ReaderError) -> PageReading {
        let photo: PhotoPlanes
        do throws(PhotoError) {
            photo = try decodePlanes(bytes, name: name, pixelLimit: pixelLimit, pixelsWanted: WorkingPicture.mostPixels)
        } catch { throw ReaderError(error) }
        do throws(ReaderError) { return try read(photo, constraint) } catch { throw ReaderError("\(name): \(error)") }
    }

    /// Reads a gray picture, dark ink on bright paper or bright on dark.
    /// - Throws: `ReaderError` if it has no pixels.
    public func read(_ image: GrayImage, constraint: FieldConstraint? = nil) throws(ReaderError) -> PageReading {
        try read(PhotoPlanes(sourceWidth: image.width, sourceHeight: image.height, planes: [image]), constraint)
    }

    /// Reads a color picture.
    /// - Throws: `ReaderError` if it has no pixels.
    public func read(_ image: ColorImage, constraint: FieldConstraint? = nil) throws(ReaderError) -> PageReading {
        let planes = (0..<3).map { color in
            GrayImage(
                width: image.width, height: image.height,
                pixels: stride(from: color, to: image.pixels.count, by: 3).map { image.pixels[$0] })
        }
        return try read(PhotoPlanes(sourceWidth: image.width, sourceHeight: image.height, planes: planes), constraint)
    }

    private func read(_ photo: PhotoPlanes, _ constraint: FieldConstraint?) throws(ReaderError) -> PageReading {
        guard photo.sourceWidth > 0, photo.sourceHeight > 0 else {
            throw ReaderError("a picture of at least 1x1 pixels expected, got \(photo.sourceWidth)x\(photo.sourceHeight)")
        }
        guard recognizer.model.outputShape.count == 10 || recognizer.model.outputShape.count == 11 else {
            throw ReaderError(
                "a model that knows ten digits expected, this one has \(recognizer.model.outputShape.count) classes")
        }
        let field = FieldAutomaton(constraint)
        // A sheet without digits may be no sheet.
        if let sheet = try WorkingPicture(sheetIn: photo) {
            let page = try read(sheet, field)
            if !page.lines.isEmpty { return page }
        }
        return try read(WorkingPicture(photo), field)
    }

    private func read(_ picture: WorkingPicture, _ field: FieldAutomaton) throws(ReaderError) -> PageReading {
        let map = InkSmoothing.smoothed(try InkMap(picture.planes))
        let (strength, rules) = FormLines.removed(from: InkStrength(map))
        var pieces = PieceSelection.withoutSurroundings(
            InkPieces.find(in: strength, leastSize: 3), width: picture.width, height: picture.height)
        // What is left of a sheet's edges.
        if picture.isSheet { pieces.removeAll { $0.touchesSide(width: picture.width, height: picture.height) } }
        let selection = PieceSelection(pieces, map: map)
        let lines = TextLines.find(pieces, walls: rules.walls).compactMap { selection.selected($0, map: map) }
        let found = try LineReader(recognizer: recognizer, map: map).read(lines, field: field)
        return PageReading(
            width: picture.sourceWidth, height: picture.sourceHeight, lines: found.lines.map { picture.reading(of: $0) },
            misfits: found.misfits.map { picture.reading(of: $0) })
    }
}

extension WorkingPicture {
    /// A line that was found, in terms of the source.
    fileprivate func reading(of line: FoundLine) -> LineReading {
        LineReading(
            digits: line.digits.map { found in
                let recognition = found.recognition
                return DigitReading(
                    box: sourceBox(columns: found.piece.columns, rows: found.piece.rows), digit: found.digit,
                    confidence: recognition.isDigit * recognition.probabilities[found.digit],
                    probabilities: recognition.probabilities, normalized: found.image)
            }, text: line.text)
    }
}
