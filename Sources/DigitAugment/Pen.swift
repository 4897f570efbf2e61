/// A point of a canvas, in pixels; the middle of the first pixel is at (0.5, 0.5).
typealias Point = SIMD2<Float>

extension Canvas {
    /// Draws a straight stroke with round ends and soft edges: pixels under it are raised to `value`, or lowered to it if
    /// `erasing`.
    func line(from start: Point, to end: Point, thickness: Float, value: Float = 1, erasing: Bool = false) {
        let reach = thickness / 2 + 1
        let low = start.replacing(with: end, where: end .< start) - reach
        let high = start.replacing(with: end, where: end .> start) + reach
        guard low.x < Float(width), low.y < Float(height), high.x > 0, high.y > 0 else { return }
        let columns = Int(max(0, low.x))...min(width - 1, Int(high.x))
        let rows = Int(max(0, low.y))...min(height - 1, Int(high.y))
        let direction = end - start
        let lengthSquared = max((direction * direction).sum(), 1e-6)
        for y in rows {
            let row = pixels + y * width
            for x in columns {
                let offset = Point(Float(x) + 0.5, Float(y) + 0.5) - start
                let along = min(1, max(0, (offset * direction).sum() / lengthSquared))
                let away = offset - along * direction
                let cover = min(1, max(0, thickness / 2 + 0.5 - (away * away).sum().squareRoot()))
                row[x] = erasing ? row[x] + cover * (value - row[x]) : max(row[x], cover * value)
            }
        }
    }

    /// Draws straight strokes from point to point.
    func polyline(_ points: [Point], thickness: Float, value: Float = 1) {
        for (start, end) in zip(points, points.dropFirst()) { line(from: start, to: end, thickness: thickness, value: value) }
    }

    /// Draws a smooth stroke: a quadratic B-spline that starts at the first point, ends at the last and bends toward the others.
    func curve(_ points: [Point], thickness: Float, value: Float = 1) {
        guard points.count > 2 else { return polyline(points, thickness: thickness, value: value) }
        var last = points[0]
        for i in 1..<points.count - 1 {
            let start = i == 1 ? points[0] : (points[i - 1] + points[i]) / 2
            let end = i == points.count - 2 ? points[i + 1] : (points[i] + points[i + 1]) / 2
            for k in 1...5 {
                let t = Float(k) / 5
                let at = (1 - t) * (1 - t) * start + 2 * t * (1 - t) * points[i] + t * t * end
                line(from: last, to: at, thickness: thickness, value: value)
                last = at
            }
        }
    }

    /// Fills an ellipse with soft edges.
    func ellipse(center: Point, radii: Point, value: Float) {
        let (low, high) = (center - radii - 1, center + radii + 1)
        guard low.x < Float(width), low.y < Float(height), high.x > 0, high.y > 0 else { return }
        let smaller = min(radii.x, radii.y)
        for y in Int(max(0, low.y))...min(height - 1, Int(high.y)) {
            for x in Int(max(0, low.x))...min(width - 1, Int(high.x)) {
                let offset = (Point(Float(x) + 0.5, Float(y) + 0.5) - center) / radii
                let distance = ((offset * offset).sum().squareRoot() - 1) * smaller
                let cover = min(1, max(0, 0.5 - distance))
                let at = y * width + x
                pixels[at] += cover * (value - pixels[at])
            }
        }
    }
}
