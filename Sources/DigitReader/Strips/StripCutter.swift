import DigitImage
import DigitPhoto

/// Cuts lines out of a page's photo, level and without the page's ink map in between: the network sees the picture itself.
struct StripCutter {
    private let view: PageView
    private let isInkBright: Bool
    private let walls: FieldWalls
    private let normalizer = LineNormalizer()

    /// The most rows of the picture that a strip is made from: twice a strip's own, more would be averaged away.
    private static let mostRows = 2 * LineStrip.height
    /// The most columns of a picture: a line of 500 digits.
    private static let mostColumns = 40_000

    init(_ view: PageView, isInkBright: Bool, walls: FieldWalls) {
        (self.view, self.isInkBright, self.walls) = (view, isInkBright, walls)
    }

    /// The strip of a line.
    func strip(of region: LineRegion) -> LineStrip {
        // A region's picture has at least one pixel, which is all that the normalizer requires.
        do { return try normalizer.normalize(picture(of: region)) } catch { preconditionFailure("\(error)") }
    }

    /// A line's picture, its ink dark: with as many rows as the photo has there, but no more than a strip needs.
    func picture(of region: LineRegion) -> GrayImage {
        let top = view.planePoint(region.point(region.length / 2, -region.height / 2))
        let there = top.distance(to: view.planePoint(region.point(region.length / 2, region.height / 2)))
        let rows = max(1, min(Self.mostRows, Int(there.rounded())))
        let columns = max(1, min(Self.mostColumns, Int((region.length / region.height * Double(rows)).rounded())))
        let grid = SamplingGrid(region, view: view, columns: columns, rows: rows)
        let picture = ColorChoice.clearest(of: view.photo.planes.map { grid.samples(of: $0, isInkBright: isInkBright) })
        return walls.removed(from: picture, of: region)
    }
}
