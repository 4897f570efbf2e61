import DigitFiles
import DigitImage

/// A photo prepared for reading: upright, with one picture for each color, possibly smaller than in its file.
package struct PhotoPlanes: Sendable {
    /// The upright picture's size in the file.
    package let sourceWidth, sourceHeight: Int
    /// Gray, or red, green and blue; all of one size.
    package var planes: [GrayImage]

    package init(sourceWidth: Int, sourceHeight: Int, planes: [GrayImage]) {
        precondition(planes.count == 1 || planes.count == 3, "gray or three colors")
        self.sourceWidth = sourceWidth
        self.sourceHeight = sourceHeight
        self.planes = planes
    }

    /// The photo reduced by a whole number, so that it has at most so many pixels.
    func reduced(to mostPixels: Int) -> PhotoPlanes {
        let (width, height) = (planes[0].width, planes[0].height)
        var side = 1
        while side < min(width, height), (width / side) * (height / side) > mostPixels { side += 1 }
        guard side > 1 else { return self }
        return PhotoPlanes(sourceWidth: sourceWidth, sourceHeight: sourceHeight, planes: planes.map { $0.reduced(by: side) })
    }
}

/// Reads an image file's colors, like `decodeImage` its gray. A picture with transparent parts gives its gray on white.
///
/// - Parameters:
///   - path: the file.
///   - pixelLimit: the most pixels that the file may have.
///   - pixelsWanted: a larger picture may be reduced, but hardly to fewer pixels than a third of this. It saves time: a JPEG is
///     then decoded at that size.
package func decodePlanes(
    at path: String, pixelLimit: Int = defaultPixelLimit, pixelsWanted: Int
) throws(PhotoError) -> PhotoPlanes {
    let bytes: [UInt8]
    do { bytes = try readFile(path, limit: defaultFileLimit) } catch {
        throw PhotoError(file: path, problem: .unreadable(error.problem))
    }
    return try decodePlanes(bytes, name: path, pixelLimit: pixelLimit, pixelsWanted: pixelsWanted)
}

/// Reads an image file's colors from its bytes; otherwise like a path.
package func decodePlanes(
    _ bytes: [UInt8], name: String, pixelLimit: Int = defaultPixelLimit, pixelsWanted: Int
) throws(PhotoError) -> PhotoPlanes {
    do throws(PhotoError.Problem) {
        switch try ImageFile(bytes, pixelLimit: pixelLimit) {
        case .plain(let planes):
            return PhotoPlanes(sourceWidth: planes[0].width, sourceHeight: planes[0].height, planes: planes)
        case .coded(let format, let header, let bytes):
            var reduction = 1
            while format == .jpeg, reduction < 8, header.width * header.height > pixelsWanted * 4 / 3 * reduction * reduction {
                reduction *= 2
            }
            guard let image = LeptonicaImage(decoding: bytes, format: format, header: header, reduction: reduction),
                let planes = image.planes()
            else { throw .undecodable(format, header) }
            let turned = planes.map { $0.oriented(header.orientation) }
            // A JPEG may be reduced; other files are decoded whole, and a TIFF file turned by its orientation.
            guard reduction > 1 else {
                return PhotoPlanes(sourceWidth: turned[0].width, sourceHeight: turned[0].height, planes: turned)
            }
            let isTurned = header.orientation > 4
            return PhotoPlanes(
                sourceWidth: isTurned ? header.height : header.width, sourceHeight: isTurned ? header.width : header.height,
                planes: turned)
        }
    } catch { throw PhotoError(file: name, problem: error) }
}
