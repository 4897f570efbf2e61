import DigitImage
import DigitPhoto

/// A photo, or the sheet of paper in it, at the size for finding lines, with the way back to the photo's pixels.
struct PageView {
    /// Gray, or red, green and blue, as the photo was decoded: the source of strips.
    let photo: PhotoPlanes
    /// The same at the view's size, with a sheet as seen from straight above.
    let planes: [GrayImage]

    /// Pixels of the photo's planes per pixel of the view, before a sheet was rectified; less than 1 if it was enlarged.
    let reduction: Double
    /// Maps a sheet's rectangle to the reduced photo; nil if all of it is used.
    private let sheet: Projection?

    var isSheet: Bool { sheet != nil }
    var width: Int { planes[0].width }
    var height: Int { planes[0].height }

    /// The most pixels for finding lines: a line of print on a page still has ten rows.
    private static let mostPixels = 1_500_000
    /// Smaller pictures are enlarged, so that strokes and the gaps between lines are some pixels wide.
    private static let fewPixels = 60_000
    private static let mostEnlargement = 4
    /// A long strip is not made lower than this, unless it has more than so many pixels even then.
    private static let (leastSide, mostStripPixels) = (150, 3_000_000)

    /// The whole photo.
    init(_ photo: PhotoPlanes) {
        let (width, height) = (photo.planes[0].width, photo.planes[0].height)
        var reduction = 1
        while width * height > Self.mostPixels * reduction * reduction, min(width, height) > reduction {
            let staysHigh = min(width, height) >= Self.leastSide * (reduction + 1)
            guard staysHigh || width * height > Self.mostStripPixels * reduction * reduction else { break }
            reduction += 1
        }
        var planes = photo.planes.map { $0.reduced(by: reduction) }
        let enlargement = Self.enlargement(pixels: width * height)
        if enlargement > 1 {
            planes = planes.map { $0.resized(width: enlargement * width, height: enlargement * height) }
        }
        self.init(photo: photo, planes: planes, reduction: Double(reduction) / Double(enlargement), sheet: nil)
    }

    /// The sheet of paper in a view of a whole photo; nil if none is found.
    init?(sheetIn view: PageView) {
        guard let corners = SheetFinder.corners(in: view.planes) else { return nil }
        let sides = ConvexPolygon(corners: corners).sides.map { $0.distance(to: $1) }
        let (wide, high) = (max(sides[0], sides[2]), max(sides[1], sides[3]))
        let shrink = min(1, Double(view.width) / wide, Double(view.height) / high)
        guard let projection = Projection(corners: corners, width: Int(wide * shrink), height: Int(high * shrink)) else {
            return nil
        }
        var planes: [GrayImage] = []
        for plane in view.planes {
            guard let sheet = plane.rectified(projection) else { return nil }
            planes.append(sheet)
        }
        self.init(photo: view.photo, planes: planes, reduction: view.reduction, sheet: projection)
    }

    /// The factor by which a picture is enlarged.
    private static func enlargement(pixels: Int) -> Int {
        var enlargement = 1
        while enlargement < mostEnlargement, pixels * enlargement * enlargement < fewPixels { enlargement += 1 }
        return enlargement
    }

    private init(photo: PhotoPlanes, planes: [GrayImage], reduction: Double, sheet: Projection?) {
        (self.photo, self.planes, self.reduction, self.sheet) = (photo, planes, reduction, sheet)
    }

    /// A point of the view in the photo's planes.
    func planePoint(_ point: PicturePoint) -> PicturePoint {
        let place = sheet?.source(point.x, point.y) ?? point
        return PicturePoint(x: place.x * reduction, y: place.y * reduction)
    }

    /// A point of the view in the upright source picture.
    func sourcePoint(_ point: PicturePoint) -> PicturePoint {
        let place = planePoint(point)
        return PicturePoint(
            x: place.x * Double(photo.sourceWidth) / Double(photo.planes[0].width),
            y: place.y * Double(photo.sourceHeight) / Double(photo.planes[0].height))
    }
}
