import DigitDecoding
import DigitImage
import DigitPhoto
import DigitReader
import DigitRecognizer

/// Decodes what clients send.
package struct PictureDecoder: Sendable {
    /// The request that the picture belongs to.
    let batch: PictureBatch

    /// Decodes a picture of any kind.
    /// - Throws: `ServiceError`: 400 if it is not a picture or is damaged, 413 if it has too many pixels.
    private func picture(_ bytes: [UInt8], what: String) throws(ServiceError) -> GrayImage {
        let picture: GrayImage
        do throws(PhotoError) {
            picture = try decodeImage(bytes, name: what, pixelLimit: batch.pixelLimit)
        } catch {
            if case .tooLarge = error.problem { throw .tooLarge("\(error)") }
            throw .badRequest("\(error)")
        }
        batch.take(pixels: picture.pixels.count)
        return picture
    }

    /// Decodes a picture of one digit to MNIST's format: an image file, or 784 bytes that are already in it.
    /// - Parameter needsInk: whether such bytes are refused without ink, as files are.
    /// - Throws: `ServiceError`: 400 if it is not a picture or has no ink, 413 if it has too many pixels.
    func digit(in bytes: [UInt8], what: String, needsInk: Bool = false) throws(ServiceError) -> GrayImage {
        let side = DigitNormalizer.fieldSize
        // A file may be as long.
        let isRaw = bytes.count == side * side && !isKnownFile(bytes)
        let picture = isRaw ? GrayImage(width: side, height: side, pixels: bytes) : try picture(bytes, what: what)
        do throws(DigitImageError) {
            guard isRaw else { return try DigitNormalizer().normalize(picture) }
            if needsInk { _ = try DigitNormalizer(polarity: .brightInk).isolateInk(in: picture) }
            return picture
        } catch { throw .badRequest("\(what): \(error)") }
    }

    /// Decodes a picture of one line, with its text.
    /// - Throws: `ServiceError`: 400 if it is not a picture or the text does not fit it, 413 if it has too many pixels.
    func line(in bytes: [UInt8], what: String, text: String) throws(ServiceError) -> CorrectedLine {
        let picture = try picture(bytes, what: what)
        do throws(RecognizerError) { return try CorrectedLine(picture: picture, text: text) } catch {
            throw .badRequest(error.description)
        }
    }

    /// Opens the document that a client sends; most have one page.
    /// - Throws: `ServiceError` 400 if it is damaged, encrypted, or needs a missing program.
    static func document(_ bytes: [UInt8], name: String = "picture") throws(ServiceError) -> ImageDocument {
        do throws(PhotoError) { return try ImageDocument(bytes, name: name) } catch { throw .badRequest("\(error)") }
    }

    /// Decodes a page, gray and upright.
    /// - Parameter index: the page's index, from 0.
    /// - Throws: `ServiceError`: 400 if it is not a picture or is damaged, 413 if it has too many pixels.
    func gray(page index: Int, of document: ImageDocument) throws(ServiceError) -> GrayImage {
        let bytes: [UInt8]
        do throws(PhotoError) { bytes = try document.page(index, pixelLimit: batch.pixelLimit) } catch {
            if case .tooLarge = error.problem { throw .tooLarge("\(error)") }
            throw .badRequest("\(error)")
        }
        return try picture(bytes, what: document.name(ofPage: index))
    }

    /// The most pixels of a page that is shown: a sheet of A4 at 300 dots per inch has them, and no screen shows more.
    private static let mostShown = 9_000_000

    /// Encodes a page as a PNG file for the web page, with its colors, reduced if it is large.
    /// - Throws: `ServiceError`: 400 if it is not a picture or is damaged, 413 if it has too many pixels.
    func png(of document: ImageDocument, page: Int) throws(ServiceError) -> [UInt8] {
        do throws(PhotoError) {
            let (limit, most) = (batch.pixelLimit, Self.mostShown)
            let bytes = try document.page(page, pixelLimit: limit)
            let name = document.name(ofPage: page)
            return try encodePNG(decodePlanes(bytes, name: name, pixelLimit: limit, pixelsWanted: most), mostPixels: most)
        } catch {
            if case .tooLarge = error.problem { throw .tooLarge("\(error)") }
            throw .badRequest("\(error)")
        }
    }

    /// Reads everything on a page.
    /// - Parameters:
    ///   - index: the page's index, from 0.
    ///   - constraint: what is known about its numbers.
    /// - Throws: `ServiceError`: 400 if it is not a picture or is damaged, 413 if it has too many pixels.
    func page(
        _ index: Int, of document: ImageDocument, reader: DigitReader, constraint: NumberConstraint?
    ) throws(ServiceError) -> PageReading {
        do throws(ReaderError) {
            return try reader.read(page: index, of: document, constraint: constraint, pixelLimit: batch.pixelLimit)
        } catch { throw error.isTooLarge ? .tooLarge("\(error)") : .badRequest("\(error)") }
    }
}
