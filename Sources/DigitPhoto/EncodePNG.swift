import DigitImage

/// Encodes a gray picture as a PNG file of 8 bits per pixel.
///
/// - Throws: `PhotoError` if the picture has no pixels, or more than `defaultPixelLimit`.
public func encodePNG(_ image: GrayImage) throws(PhotoError) -> [UInt8] {
    try encodePNG(width: image.width, height: image.height) { LeptonicaImage(image) }
}

/// Encodes a color picture as a PNG file of 24 bits per pixel.
///
/// - Throws: as for a gray picture.
public func encodePNG(_ image: ColorImage) throws(PhotoError) -> [UInt8] {
    try encodePNG(width: image.width, height: image.height) { LeptonicaImage(image) }
}

private func encodePNG(width: Int, height: Int, _ image: () -> LeptonicaImage?) throws(PhotoError) -> [UInt8] {
    do throws(PhotoError.Problem) {
        guard width > 0, height > 0 else {
            throw .unsupported("a picture of at least 1x1 pixels expected, got \(width)x\(height)")
        }
        guard height <= defaultPixelLimit / width else { throw .tooLarge(width: width, height: height, limit: defaultPixelLimit) }
        guard let bytes = image()?.png() else { throw .unsupported("\(width)x\(height) pixels could not be encoded") }
        return bytes
    } catch { throw PhotoError(file: "PNG", problem: error) }
}
