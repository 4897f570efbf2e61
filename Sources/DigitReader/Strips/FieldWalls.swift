import DigitImage

/// The walls between fields for one digit each. They are painted over in the line's picture, since they look like ones.
struct FieldWalls {
    private let walls: [StraightStroke]

    /// The number of pixels of the view beside a wall that its edge darkens.
    private static let rim = 1.5

    init(_ walls: [StraightStroke]) { self.walls = walls }

    /// A line's picture with paper in place of the walls. Ink that crosses a wall is not part of it, and stays.
    /// - Parameter picture: the picture of `region`, with dark ink on bright paper.
    func removed(from picture: GrayImage, of region: LineRegion) -> GrayImage {
        var picture = picture
        let (wide, high) = (region.length / Double(picture.width), region.height / Double(picture.height))
        let corners = [(0, -1), (1, -1), (0, 1), (1, 1)].map { region.point($0.0 * region.length, $0.1 * region.height / 2).y }
        let (top, bottom) = (corners.min() ?? 0, corners.max() ?? 0)
        for wall in walls where wall.reaches(top...bottom) {
            for row in 0..<picture.height {
                let down = (Double(row) + 0.5) * high - region.height / 2
                guard let sides = region.sides(of: wall, down: down) else { continue }
                let column = { (along: Double) in Int(max(-1e6, min(1e6, along / wide)).rounded(.down)) }
                picture.cover(column(sides.lowerBound - Self.rim)...column(sides.upperBound + Self.rim), ofRow: row)
            }
        }
        return picture
    }
}

extension LineRegion {
    /// The positions of the two sides of a wall along a region, at a distance below the region's center line.
    fileprivate func sides(of wall: StraightStroke, down: Double) -> ClosedRange<Double>? {
        let left = point(0, down).x
        let along = { (x: Double) in (x - left) / direction.x }
        var run = wall.runs[0]
        // A wall is nearly upright: its position in one row is close to that in the next.
        for _ in 0..<2 {
            guard let there = wall.run(at: point(along(Double(run.doubledMiddle) / 2), down).y) else { return nil }
            run = there
        }
        let sides = (along(Double(run.start)), along(Double(run.end)))
        return sides.0 <= sides.1 ? sides.0...sides.1 : nil
    }
}

extension StraightStroke {
    /// Whether its position, extended a little past its ends, is in a range along it.
    fileprivate func reaches(_ places: ClosedRange<Double>) -> Bool {
        let past = Double(max(20, length) / 8)
        return places.upperBound > Double(along.lowerBound) - past && places.lowerBound < Double(along.upperBound) + past
    }

    /// Its run at a position, extended a little past its ends, where it meets other rules; nil where something thicker crosses.
    fileprivate func run(at place: Double) -> Run? {
        let (first, last) = (runs[0], runs[runs.count - 1])
        guard reaches(place...place) else { return nil }
        let along = Int(place)
        if along < first.along { return first }
        if along > last.along { return last }
        var (low, high) = (0, runs.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].along < along { low = middle + 1 } else { high = middle }
        }
        return runs[low].along == along ? runs[low] : nil
    }
}

extension GrayImage {
    /// Paints some columns of a row with the brighter of both sides.
    fileprivate mutating func cover(_ columns: ClosedRange<Int>, ofRow row: Int) {
        let (all, start) = (0..<width, row * width)
        let sides = [columns.lowerBound - 1, columns.upperBound + 1].filter(all.contains)
        guard columns.overlaps(all), let paper = sides.map({ pixels[start + $0] }).max() else { return }
        for column in columns.clamped(to: 0...width - 1) { pixels[start + column] = paper }
    }
}
