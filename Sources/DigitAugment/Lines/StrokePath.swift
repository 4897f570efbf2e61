import DigitTensor

/// The pen's path for one character: strokes as many short straight segments, in units of a digit's height, from its top (0) to
/// the baseline (1).
struct StrokePath {
    private(set) var strokes: [[Point]] = []

    /// Puts the pen down.
    mutating func start(_ x: Float, _ y: Float) { strokes.append([Point(x, y)]) }

    /// Draws a straight line to a point.
    mutating func straight(_ x: Float, _ y: Float) {
        guard let last = strokes.last?.last else { return start(x, y) }
        // In segments, so that the hand's trembling bends the stroke.
        let end = Point(x, y)
        for k in 1...4 { strokes[strokes.count - 1].append(last + (end - last) * Float(k) / 4) }
    }

    /// Draws a straight line to a point, in one segment.
    mutating func bend(_ x: Float, _ y: Float) { strokes[strokes.count - 1].append(Point(x, y)) }

    /// The path with its corners cut repeatedly (Chaikin 1974).
    func smoothed(rounds: Int) -> StrokePath {
        var result = self
        for _ in 0..<rounds {
            for (i, stroke) in result.strokes.enumerated() where stroke.count > 2 {
                var corners: [Point] = []
                for (from, to) in zip(stroke, stroke.dropFirst()) {
                    corners.append(from + (to - from) * 0.25)
                    corners.append(from + (to - from) * 0.75)
                }
                result.strokes[i] = [stroke[0]] + corners + [stroke[stroke.count - 1]]
            }
        }
        return result
    }

    /// Draws a smooth curve through points: a Catmull-Rom spline (Catmull and Rom 1974).
    mutating func smooth(_ points: (Float, Float)...) {
        guard let last = strokes.last?.last, !points.isEmpty else { return }
        smooth([last] + points.map { Point($0.0, $0.1) })
    }

    /// Draws an arc of an ellipse; angles in degrees, 0 to the right, clockwise as seen.
    /// - Parameter growth: the factor for the radii at the end.
    mutating func arc(_ center: Point, _ radii: Point, from start: Float, sweep: Float, growth: Float = 1) {
        let pieces = max(3, Int(abs(sweep) / 24))
        if strokes.isEmpty { strokes.append([]) }
        for k in 0...pieces {
            let t = Float(k) / Float(pieces)
            let angle = (start + sweep * t) * (Float.pi / 180)
            let scale = 1 + (growth - 1) * t
            strokes[strokes.count - 1].append(center + radii * scale * Point(cosine(angle), sine(angle)))
        }
    }

    /// Puts the pen down and draws an arc.
    mutating func startArc(_ center: Point, _ radii: Point, from start: Float, sweep: Float, growth: Float = 1) {
        strokes.append([])
        arc(center, radii, from: start, sweep: sweep, growth: growth)
    }

    private mutating func smooth(_ points: [Point]) {
        for i in 0..<points.count - 1 {
            let (before, from) = (points[max(0, i - 1)], points[i])
            let (to, after) = (points[i + 1], points[min(points.count - 1, i + 2)])
            for k in 1...6 {
                let t = Float(k) / 6
                let linear = (to - before) * t
                let square = (2 * before - 5 * from + 4 * to - after) * (t * t)
                let cubic = (3 * from - before - 3 * to + after) * (t * t * t)
                strokes[strokes.count - 1].append((2 * from + linear + square + cubic) / 2)
            }
        }
    }

    /// A character's path on the grid of 4 columns by 6 rows.
    init(_ glyph: StrokeGlyph, width: Float) {
        for stroke in glyph.strokes {
            let points = stroke.points.map { Point($0.x / 4 * width, $0.y / 6) }
            guard let first = points.first else { continue }
            start(first.x, first.y)
            if stroke.isSmooth {
                smooth(points)
            } else {
                for point in points.dropFirst() { straight(point.x, point.y) }
            }
        }
    }

    init() {}

    /// Replaces every point with a function of it.
    mutating func map(_ function: (Point) -> Point) {
        for i in strokes.indices { for k in strokes[i].indices { strokes[i][k] = function(strokes[i][k]) } }
    }

    /// The corners of the box around all points; nil without points.
    var bounds: (low: Point, high: Point)? {
        guard let first = strokes.first(where: { !$0.isEmpty })?.first else { return nil }
        var (low, high) = (first, first)
        for point in strokes.joined() {
            low = low.replacing(with: point, where: point .< low)
            high = high.replacing(with: point, where: point .> high)
        }
        return (low, high)
    }
}

/// How a hand displaces a character's points: a few slow waves, different each time.
struct Tremble {
    private var waves: [(frequency: Point, phase: Float, amplitude: Point)] = []

    /// - Parameter amount: in units of a digit's height.
    init(_ amount: Float, random: inout Philox) {
        for _ in 0..<3 {
            let frequency = Point(random.uniform(1...7), random.uniform(1...7))
            waves.append((frequency, random.uniform(0...6.28), Point(random.normal(amount), random.normal(amount))))
        }
    }

    func callAsFunction(_ point: Point) -> Point {
        var result = point
        for wave in waves { result += wave.amplitude * sine((wave.frequency * point).sum() + wave.phase) }
        return result
    }
}
