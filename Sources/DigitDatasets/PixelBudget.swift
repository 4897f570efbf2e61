import DigitFiles
import DigitImage
import DigitPhoto

/// The pixels that all pictures of class folders may have together. In an archive they are limited: a thousand pictures of 100
/// megapixels can take as little room there as one photo.
package struct PixelBudget {
    /// The pixels for each byte of an archive, besides 100 megapixels: photos have about 4, drawings on white paper up to 50.
    private static let pixelsPerByte = 32
    /// What the smallest picture counts: its sample has a cost too, and members may overlap.
    private static let leastPixels = 4096

    /// Nil for a folder, where each picture is a file of its own.
    private let most: Int?
    private var left: Int

    /// - Parameter archiveSize: the size of the archive in bytes; nil for a folder.
    package init(archiveSize: Int?) {
        most = archiveSize.map { defaultPixelLimit + Self.pixelsPerByte * $0 }
        left = most ?? .max
    }

    /// Decodes a picture.
    /// - Throws: `FileError` if that fails, or the pictures of the archive have more pixels than they may.
    package mutating func decode(_ bytes: [UInt8], name: String) throws(FileError) -> GrayImage {
        let limit = min(defaultPixelLimit, max(left, 0))
        do throws(PhotoError) {
            let image = try decodeImage(bytes, name: name, pixelLimit: limit)
            left -= max(image.pixels.count, Self.leastPixels)
            return image
        } catch {
            if let most, limit < defaultPixelLimit, case .tooLarge(let width, let height, _) = error.problem {
                throw FileError(
                    path: name,
                    problem:
                        "at most \(most) pixels expected in all pictures of the archive, found more with this one of \(width)x\(height); unpacked to a folder, each may have \(defaultPixelLimit)"
                )
            }
            throw FileError(path: name, problem: "\(error.problem)")
        }
    }
}
