import DigitFiles
import DigitImage

/// The largest image file that is read: 256 MB.
public let defaultFileLimit = 256 << 20

/// The most pixels that are decoded if the caller sets no other limit: 100 megapixels.
public let defaultPixelLimit = 100_000_000

/// Reads an image file as gray.
///
/// PNG, JPEG, uncompressed BMP, PBM, PGM and PPM of any depth, and TIFF (its first page) and WebP if Leptonica was built with
/// them. Colors become their luminance (ITU-R BT.601), transparent parts white, and a JPEG is turned upright by its EXIF
/// orientation. The size is checked before anything is decoded. A PNG's single transparent color (tRNS without a palette or
/// alpha) is read as that color.
///
/// - Parameters:
///   - path: the file.
///   - pixelLimit: the most pixels (width times height) that the caller accepts.
/// - Returns: the image, 0 for black to 255 for white.
/// - Throws: `PhotoError` naming the file: unreadable, empty, not an image, of an unsupported kind, too large, truncated or
///   damaged.
public func decodeImage(at path: String, pixelLimit: Int = defaultPixelLimit) throws(PhotoError) -> GrayImage {
    let bytes: [UInt8]
    do {
        bytes = try readFile(path, limit: defaultFileLimit)
    } catch {
        throw PhotoError(file: path, problem: .unreadable(error.problem))
    }
    return try decodeImage(bytes, name: path, pixelLimit: pixelLimit)
}

/// Reads the bytes of an image file as gray; otherwise like `decodeImage(at:pixelLimit:)`.
///
/// - Parameters:
///   - bytes: the file's contents.
///   - name: its name in errors.
///   - pixelLimit: the most pixels (width times height) that the caller accepts.
/// - Throws: `PhotoError` with `name` as its file.
public func decodeImage(
    _ bytes: [UInt8], name: String, pixelLimit: Int = defaultPixelLimit
) throws(PhotoError) -> GrayImage {
    do {
        return try decode(bytes, pixelLimit: pixelLimit)
    } catch {
        throw PhotoError(file: name, problem: error)
    }
}

private func decode(_ bytes: [UInt8], pixelLimit: Int) throws(PhotoError.Problem) -> GrayImage {
    switch try ImageFile(bytes, pixelLimit: pixelLimit) {
    case .plain(let planes): return luminance(of: planes)
    case .coded(let format, let header, let bytes):
        guard let image = LeptonicaImage(decoding: bytes, format: format, header: header)?.gray() else {
            throw .undecodable(format, header)
        }
        return image.oriented(header.orientation)
    }
}
