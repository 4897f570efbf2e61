import DigitPhoto

extension PicturePoint {
    /// In pixels.
    package func distance(to other: PicturePoint) -> Double {
        ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
    }
}

/// A convex polygon.
struct ConvexPolygon {
    /// Clockwise as seen on the screen, where y grows downward.
    var corners: [PicturePoint]

    var sides: [(PicturePoint, PicturePoint)] { corners.indices.map { (corners[$0], corners[($0 + 1) % corners.count]) } }

    var area: Double { sides.map { $0.x * $1.y - $1.x * $0.y }.reduce(0, +) / 2 }

    var perimeter: Double { sides.map { $0.distance(to: $1) }.reduce(0, +) }

    init(corners: [PicturePoint]) { self.corners = corners }

    /// The convex hull of points (Andrew 1979, monotone chains).
    init(hullOf points: [PicturePoint]) {
        let points = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        func chain(_ points: some Sequence<PicturePoint>) -> [PicturePoint] {
            var result: [PicturePoint] = []
            for point in points {
                while result.count > 1, Self.turn(result[result.count - 2], result[result.count - 1], point) <= 0 {
                    result.removeLast()
                }
                result.append(point)
            }
            return result.dropLast()
        }
        corners = chain(points) + chain(points.reversed())
    }

    /// Positive if the way from a over b to c bends clockwise.
    private static func turn(_ a: PicturePoint, _ b: PicturePoint, _ c: PicturePoint) -> Double {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }

    /// Four corners around it, from the upper left: the side is removed repeatedly whose neighbors, extended until they meet, add
    /// the least area. Nil if it has fewer corners.
    func quadrilateral() -> ConvexPolygon? {
        var corners = corners
        while corners.count > 4 {
            let count = corners.count
            var best: (index: Int, corner: PicturePoint, area: Double)?
            for i in 0..<count {
                let (before, a, b, after) = (
                    corners[(i + count - 1) % count], corners[i], corners[(i + 1) % count], corners[(i + 2) % count]
                )
                guard let corner = Self.meeting(before, a, after, b) else { continue }
                let area = abs(Self.turn(a, corner, b))
                if area < best?.area ?? .infinity { best = (i, corner, area) }
            }
            guard let best else { return nil }
            corners[best.index] = best.corner
            corners.remove(at: (best.index + 1) % count)
        }
        guard corners.count == 4 else { return nil }
        let first = corners.indices.min { corners[$0].x + corners[$0].y < corners[$1].x + corners[$1].y } ?? 0
        return ConvexPolygon(corners: Array(corners[first...] + corners[..<first]))
    }

    /// The intersection of the line from a through b and the line from c through d, if it is beyond b and d.
    private static func meeting(_ a: PicturePoint, _ b: PicturePoint, _ c: PicturePoint, _ d: PicturePoint) -> PicturePoint? {
        let (ux, uy, vx, vy) = (b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y)
        let cross = ux * vy - uy * vx
        guard abs(cross) > 1e-9 else { return nil }
        let along = ((c.x - a.x) * vy - (c.y - a.y) * vx) / cross
        let other = ((c.x - a.x) * uy - (c.y - a.y) * ux) / cross
        return along >= 1 && other >= 1 ? PicturePoint(x: a.x + along * ux, y: a.y + along * uy) : nil
    }

    /// Whether four corners are plausible for a sheet seen from not too low: opposite sides within a factor of one and a half,
    /// and no corner too sharp.
    var isPerspectiveOfRectangle: Bool {
        let lengths = sides.map { $0.distance(to: $1) }
        guard lengths.count == 4, lengths.allSatisfy({ $0 > 16 }) else { return false }
        for (a, b) in [(lengths[0], lengths[2]), (lengths[1], lengths[3])] where max(a, b) > 1.5 * min(a, b) { return false }
        return corners.indices.allSatisfy { i in
            let (before, here, after) = (corners[(i + 3) % 4], corners[i], corners[(i + 1) % 4])
            return Self.turn(before, here, after) > 0.8 * before.distance(to: here) * here.distance(to: after)
        }
    }
}
