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

/// Encodes a photo as a PNG file for a screen: gray stays gray, and it is compressed quickly, which takes a quarter of the time for
/// pictures that can hardly be compressed.
///
/// - Parameter mostPixels: a larger photo is reduced by a whole number to so many or fewer.
/// - Throws: as for a gray picture.
package func encodePNG(_ photo: PhotoPlanes, mostPixels: Int) throws(PhotoError) -> [UInt8] {
    let small = photo.reduced(to: mostPixels)
    let (width, height) = (small.planes[0].width, small.planes[0].height)
    return try encodePNG(width: width, height: height, level: 1) {
        small.planes.count == 1 ? LeptonicaImage(small.planes[0]) : LeptonicaImage(ColorImage(small))
    }
}

/// - Parameter level: zlib's level, 1 to 9; nil for its default.
private func encodePNG(
    width: Int, height: Int, level: Int32? = nil, _ image: () -> LeptonicaImage?
) throws(PhotoError) -> [UInt8] {
    do throws(PhotoError.Problem) {
        guard width > 0, height > 0 else {
            throw .unsupported("a picture of at least 1x1 pixels expected, got \(width)x\(height)")
        }
        guard height <= defaultPixelLimit / width else { throw .tooLarge(width: width, height: height, limit: defaultPixelLimit) }
        guard let bytes = image()?.png(level: level) else { throw .unsupported("\(width)x\(height) pixels could not be encoded") }
        return bytes
    } catch { throw PhotoError(file: "PNG", problem: error) }
}
