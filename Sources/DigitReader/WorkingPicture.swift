import DigitImage
import DigitPhoto

/// A picture brought to a size that is good to work on, with the way back to its source's pixels.
struct WorkingPicture {
    /// Gray, or red, green and blue.
    var planes: [GrayImage]
    /// The upright source's size in pixels.
    let sourceWidth, sourceHeight: Int

    var width: Int { planes[0].width }
    var height: Int { planes[0].height }

    /// Larger pictures are made smaller: a digit of a few millimeters on a page still has some 30 rows.
    static let mostPixels = 3_200_000
    /// Smaller pictures are enlarged, up to four times, so that strokes are a few pixels wide.
    private static let fewPixels = 300_000.0

    init(_ photo: PhotoPlanes) throws(ReaderError) {
        (sourceWidth, sourceHeight) = (photo.sourceWidth, photo.sourceHeight)
        planes = photo.planes
        let pixels = Double(max(1, planes[0].width * planes[0].height))
        var scale = 1.0
        if pixels > Double(Self.mostPixels) * 4 / 3 {
            scale = (Double(Self.mostPixels) / pixels).squareRoot()
        } else if pixels < Self.fewPixels {
            scale = min(4, (Self.fewPixels / pixels).squareRoot().rounded(.down))
        }
        guard scale != 1 else { return }
        let newWidth = max(1, Int(Double(width) * scale))
        let newHeight = max(1, Int(Double(height) * scale))
        for index in planes.indices {
            guard let scaled = planes[index].scaled(width: newWidth, height: newHeight) else {
                throw ReaderError("a picture of \(sourceWidth)x\(sourceHeight) pixels could not be scaled")
            }
            planes[index] = scaled
        }
    }
}
