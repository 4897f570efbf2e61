import DigitImage

/// Reads an image file with its colors, upright; otherwise like `decodeImage(at:pixelLimit:)`. If there are no colors, or parts
/// are transparent, all three are the gray that `decodeImage` returns.
///
/// - Throws: `PhotoError` naming the file: unreadable, empty, not an image, of an unsupported kind, too large, truncated or
///   damaged.
public func decodeColorImage(at path: String, pixelLimit: Int = defaultPixelLimit) throws(PhotoError) -> ColorImage {
    ColorImage(try decodePlanes(at: path, pixelLimit: pixelLimit, pixelsWanted: .max >> 8))
}

/// Reads the bytes of an image file with its colors; otherwise like `decodeColorImage(at:pixelLimit:)`.
///
/// - Throws: `PhotoError` with `name` as its file.
public func decodeColorImage(
    _ bytes: [UInt8], name: String, pixelLimit: Int = defaultPixelLimit
) throws(PhotoError) -> ColorImage {
    ColorImage(try decodePlanes(bytes, name: name, pixelLimit: pixelLimit, pixelsWanted: .max >> 8))
}

extension ColorImage {
    /// Its planes together; gray as all three colors.
    init(_ photo: PhotoPlanes) {
        let (red, green, blue) = (
            photo.planes[0].pixels, photo.planes.count == 3 ? photo.planes[1].pixels : photo.planes[0].pixels,
            photo.planes[photo.planes.count - 1].pixels
        )
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * red.count) { result, count in
            for i in red.indices {
                result[3 * i] = red[i]
                result[3 * i + 1] = green[i]
                result[3 * i + 2] = blue[i]
            }
            count = 3 * red.count
        }
        self.init(width: photo.planes[0].width, height: photo.planes[0].height, pixels: pixels)
    }
}
