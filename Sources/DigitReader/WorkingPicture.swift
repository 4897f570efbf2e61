import DigitImage
import DigitPhoto

/// A picture brought to a size that is good to work on, with the way back to its source's pixels.
struct WorkingPicture {
    /// Gray, or red, green and blue.
    var planes: [GrayImage]
    /// The upright source's size in pixels.
    let sourceWidth, sourceHeight: Int

    /// The size of what the planes were scaled from: the photo, or the sheet in it.
    private var unscaledWidth, unscaledHeight: Int
    /// Where the sheet lies in the photo as it was decoded, and that photo's size; nil where all of it was taken.
    private var sheet: (projection: Projection, width: Int, height: Int)?

    /// Whether it is a sheet that was found in a larger picture.
    var isSheet: Bool { sheet != nil }

    var width: Int { planes[0].width }
    var height: Int { planes[0].height }

    /// Larger pictures are made smaller: a digit of a few millimeters on a page still has some 30 rows.
    static let mostPixels = 3_200_000
    /// Smaller pictures are enlarged, up to four times, so that strokes are a few pixels wide.
    private static let fewPixels = 300_000.0

    /// The whole photo.
    init(_ photo: PhotoPlanes) throws(ReaderError) {
        (sourceWidth, sourceHeight) = (photo.sourceWidth, photo.sourceHeight)
        planes = photo.planes
        (unscaledWidth, unscaledHeight) = (planes[0].width, planes[0].height)
        try scale()
    }

    /// The sheet of paper in a photo, as it looks from straight above; nil where the photo shows no sheet lying on something.
    init?(sheetIn photo: PhotoPlanes) throws(ReaderError) {
        (sourceWidth, sourceHeight) = (photo.sourceWidth, photo.sourceHeight)
        let (width, height) = (photo.planes[0].width, photo.planes[0].height)
        guard let corners = SheetFinder.corners(in: photo.planes) else { return nil }
        let sides = ConvexPolygon(corners: corners).sides.map { $0.distance(to: $1) }
        let (wide, high) = (max(sides[0], sides[2]), max(sides[1], sides[3]))
        let shrink = min(1, Double(width) / wide, Double(height) / high)
        guard
            let projection = Projection(corners: corners, width: Int(wide * shrink), height: Int(high * shrink))
        else { return nil }
        planes = []
        for plane in photo.planes {
            guard let sheet = plane.rectified(projection) else { return nil }
            planes.append(sheet)
        }
        sheet = (projection, width, height)
        (unscaledWidth, unscaledHeight) = (projection.width, projection.height)
        try scale()
    }

    /// The source's pixels that columns and rows of this picture cover.
    func sourceBox(columns: Range<Int>, rows: Range<Int>) -> PixelBox {
        let corners = [columns.lowerBound, columns.upperBound].flatMap { x in
            [rows.lowerBound, rows.upperBound].map { y in sourcePoint(x, y) }
        }
        func range(_ values: [Double], _ size: Int) -> Range<Int> {
            let start = max(0, min(size - 1, Int(((values.min() ?? 0) + 1e-6).rounded(.down))))
            return start..<max(start + 1, min(size, Int(((values.max() ?? 0) - 1e-6).rounded(.up))))
        }
        let (x, y) = (range(corners.map(\.x), sourceWidth), range(corners.map(\.y), sourceHeight))
        return PixelBox(x: x.lowerBound, y: y.lowerBound, width: x.count, height: y.count)
    }

    private func sourcePoint(_ x: Int, _ y: Int) -> PicturePoint {
        var point = PicturePoint(
            x: Double(x * unscaledWidth) / Double(width), y: Double(y * unscaledHeight) / Double(height))
        var (fromWidth, fromHeight) = (unscaledWidth, unscaledHeight)
        if let sheet {
            point = sheet.projection.source(point.x, point.y)
            (fromWidth, fromHeight) = (sheet.width, sheet.height)
        }
        return PicturePoint(
            x: point.x * Double(sourceWidth) / Double(fromWidth), y: point.y * Double(sourceHeight) / Double(fromHeight))
    }

    private mutating func scale() throws(ReaderError) {
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
