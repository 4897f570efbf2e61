import DigitDecoding
import DigitImage
import DigitPhoto
import DigitReader

/// Makes pixels of what clients send.
package struct PictureDecoder: Sendable {
    /// The request that the picture is of.
    let batch: PictureBatch

    /// A picture of any kind.
    /// - Throws: `ServiceError`: 400 if it is none or is damaged, 413 if it has too many pixels.
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

    /// A picture of one digit in MNIST's form: a file of an image, or 784 bytes that are MNIST's pixels already.
    /// - Throws: `ServiceError`: 400 if it is none or has no ink, 413 if it has too many pixels.
    func digit(in bytes: [UInt8], what: String) throws(ServiceError) -> GrayImage {
        let side = DigitNormalizer.fieldSize
        if bytes.count == side * side { return GrayImage(width: side, height: side, pixels: bytes) }
        let picture = try picture(bytes, what: what)
        do throws(DigitImageError) { return try DigitNormalizer().normalize(picture) } catch {
            throw .badRequest("\(what): \(error)")
        }
    }

    /// Everything that is read in a picture.
    /// - Parameter constraint: what is known of its numbers.
    /// - Throws: `ServiceError`: 400 if it is none or is damaged, 413 if it has too many pixels.
    func page(
        _ bytes: [UInt8], reader: DigitReader, constraint: NumberConstraint?
    ) throws(ServiceError) -> PageReading {
        do throws(ReaderError) {
            return try reader.read(encoded: bytes, name: "picture", constraint: constraint, pixelLimit: batch.pixelLimit)
        } catch { throw error.isTooLarge ? .tooLarge("\(error)") : .badRequest("\(error)") }
    }
}
