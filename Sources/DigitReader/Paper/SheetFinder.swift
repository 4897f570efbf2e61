import DigitImage
import DigitPhoto

/// Finds the sheet of paper in a photo that also shows its surroundings: the largest bright piece with four straight sides.
///
/// The brightness that separates paper and desk is unknown, and a shadow may lie across both, so many thresholds are tried, in
/// each color plane, as paper and wood differ most in blue, and in the lack of color.
struct SheetFinder {
    /// The longer side of the picture that is searched, in pixels.
    private static let side = 256
    /// The least and the greatest fraction of the picture that a sheet covers.
    private static let shares = 0.1...0.94
    /// The least fraction of its convex hull that a sheet covers, and that its hull covers of the quadrilateral around it.
    private static let (leastSolidity, leastFit) = (0.85, 0.93)
    /// The least fraction of it that is paper rather than writing.
    private static let leastPaper = 0.6
    /// The greatest fraction of its outline that may be the picture's border: where light ends, it often ends at the picture's
    /// sides.
    private static let mostContact = 0.3
    /// The least fraction of its outline where it is clearly brighter than its surroundings.
    private static let leastEdge = 0.7

    /// The sheet's corners in pixels of the planes, clockwise from the upper left; nil if the picture shows no whole sheet on
    /// something darker.
    static func corners(in planes: [GrayImage]) -> [PicturePoint]? {
        let (width, height) = (planes[0].width, planes[0].height)
        let scale = Double(side) / Double(max(width, height))
        guard scale < 1, min(width, height) > 8 else { return nil }
        let (fewColumns, fewRows) = (max(8, Int(Double(width) * scale)), max(8, Int(Double(height) * scale)))
        var views: [GrayImage] = []
        for plane in planes {
            guard let small = plane.scaled(width: fewColumns, height: fewRows) else { return nil }
            views.append(small)
        }
        if views.count == 3 { views.append(colorlessness(views)) }
        var best: Outline?
        for small in views {
            // The writing is filled in if it is no broader than a twentieth of the picture.
            guard let filled = small.closed(side: 13) else { return nil }
            for outline in outlines(in: filled, before: small) where outline.score > best?.score ?? 0 { best = outline }
        }
        guard let best else { return nil }
        // Slightly inside, so that its edges are not visible.
        let middle = PicturePoint(
            x: best.corners.map(\.x).reduce(0, +) / 4, y: best.corners.map(\.y).reduce(0, +) / 4)
        let (across, down) = (Double(width) / Double(fewColumns), Double(height) / Double(fewRows))
        return best.corners.map {
            PicturePoint(x: (middle.x + 0.97 * ($0.x - middle.x)) * across, y: (middle.y + 0.97 * ($0.y - middle.y)) * down)
        }
    }

    /// The lack of color of each pixel: the least of red, green and blue relative to the greatest. A shadow reduces all of them
    /// equally, so that paper and wood still differ where a shadow lies across both.
    private static func colorlessness(_ planes: [GrayImage]) -> GrayImage {
        // Where it is nearly black, colors are noise.
        let black = 4
        let pixels = planes[0].pixels.indices.map { i in
            let (r, g, b) = (Int(planes[0].pixels[i]), Int(planes[1].pixels[i]), Int(planes[2].pixels[i]))
            return UInt8(255 * (min(r, g, b) + black) / (max(r, g, b) + black))
        }
        return GrayImage(width: planes[0].width, height: planes[0].height, pixels: pixels)
    }

    private struct Outline {
        var corners: [PicturePoint]
        /// Its area, much reduced if it is not all paper: with a piece of the desk it is larger, but its outline is not filled.
        var score: Double
    }

    /// - Parameter unfilled: the picture before its writing was filled in.
    private static func outlines(in image: GrayImage, before unfilled: GrayImage) -> [Outline] {
        let count = image.pixels.count
        let (dark, bright) = (Int(image.value(atRank: count / 50)), Int(image.value(atRank: count - 1 - count / 50)))
        return stride(from: dark + 4, to: bright, by: max(3, (bright - dark) / 32)).compactMap {
            outline(in: image, before: unfilled, above: UInt8($0))
        }
    }

    /// The largest piece over a level, if it is a sheet.
    private static func outline(in image: GrayImage, before unfilled: GrayImage, above level: UInt8) -> Outline? {
        let regions = InkRegions(in: image, above: level)
        var areas: [Int: Int] = [:]
        for run in regions.runs { areas[regions.root(run.label), default: 0] += run.end - run.start }
        let size = Double(image.width * image.height)
        guard let (root, area) = areas.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            Double(area) >= shares.lowerBound * size
        else { return nil }
        let runs = regions.runs.filter { regions.root($0.label) == root }
        // Bright writing on dark merges when it is filled in; paper is bright before that.
        var bright = 0
        for run in runs {
            let row = run.y * image.width
            bright += unfilled.pixels[row + run.start..<row + run.end].count { $0 > level }
        }
        guard Double(bright) >= leastPaper * Double(area) else { return nil }
        let hull = ConvexPolygon(
            hullOf: runs.flatMap { run in
                [run.start, run.end].flatMap { x in
                    [run.y, run.y + 1].map { PicturePoint(x: Double(x), y: Double($0)) }
                }
            })
        guard Double(area) >= leastSolidity * hull.area, shares.contains(hull.area / size) else { return nil }
        var contact = 0
        for run in runs {
            contact += (run.start == 0 ? 1 : 0) + (run.end == image.width ? 1 : 0)
            contact += run.y == 0 || run.y == image.height - 1 ? run.end - run.start : 0
        }
        guard Double(contact) <= mostContact * hull.perimeter, let quadrilateral = hull.quadrilateral(),
            hull.area >= leastFit * quadrilateral.area, quadrilateral.isPerspectiveOfRectangle,
            hasEdges(quadrilateral, in: image)
        else { return nil }
        // To the eighth power: where a twentieth is missing, a third of the area is discounted.
        let cover = Double(area) / quadrilateral.area
        let score = quadrilateral.area * (0..<8).reduce(1) { product, _ in product * cover }
        return Outline(corners: quadrilateral.corners, score: score)
    }

    /// Whether the picture falls off sharply outside most of a polygon's outline.
    private static func hasEdges(_ polygon: ConvexPolygon, in image: GrayImage) -> Bool {
        func value(_ x: Double, _ y: Double) -> Double? {
            guard x >= 0, y >= 0, Int(x) < image.width, Int(y) < image.height else { return nil }
            return Double(image.pixels[Int(y) * image.width + Int(x)])
        }
        let (steps, reach) = (32, 4.0)
        var (seen, clear) = (0, 0)
        for (a, b) in polygon.sides {
            let length = max(1, a.distance(to: b))
            let (nx, ny) = ((b.y - a.y) / length * reach, (a.x - b.x) / length * reach)
            for step in 2..<steps - 1 {
                let share = Double(step) / Double(steps)
                let (x, y) = (a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
                guard let outside = value(x + nx, y + ny), let inside = value(x - nx, y - ny) else { continue }
                seen += 1
                if inside > 1.12 * outside + 4 { clear += 1 }
            }
        }
        return seen > steps && Double(clear) >= leastEdge * Double(seen)
    }
}
