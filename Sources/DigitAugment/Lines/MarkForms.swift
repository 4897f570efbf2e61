import DigitTensor

/// Marks between digits as people write them, in units of a digit's height.
enum MarkForms {
    /// A mark's strokes.
    static func path(of symbol: Character, random: inout Philox) -> StrokePath {
        var path = StrokePath()
        switch symbol {
        case ".": dot(&path, at: Point(0, 1 - random.uniform(-0.03...0.06)), &random)
        case ",": comma(&path, &random)
        case ":":
            dot(&path, at: Point(0, random.uniform(0.25...0.5)), &random)
            dot(&path, at: Point(random.normal(0.02), random.uniform(0.75...1)), &random)
        case "-": dash(&path, at: random.uniform(0.4...0.65), length: random.uniform(0.22...0.7), &random)
        case "=":
            let (middle, half, length) = (random.uniform(0.4...0.65), random.uniform(0.09...0.18), random.uniform(0.28...0.65))
            dash(&path, at: middle - half, length: length, &random)
            dash(&path, at: middle + half, length: length * random.uniform(0.8...1.2), &random)
        case "+":
            let (middle, half) = (random.uniform(0.45...0.6), random.uniform(0.15...0.3))
            dash(&path, at: middle, length: 2 * half, &random)
            path.start(half + random.normal(0.03), middle - half * random.uniform(0.8...1.2))
            path.straight(half + random.normal(0.03), middle + half * random.uniform(0.8...1.2))
        case "/":
            // Longer than a 1.
            path.start(random.uniform(0.25...0.7), random.uniform(-0.25 ... -0.03))
            path.straight(0, random.uniform(1.03...1.3))
        case "(", ")": parenthesis(&path, opens: symbol == "(", &random)
        case "%": percent(&path, &random)
        default: sign(&path, symbol, &random)
        }
        return path
    }

    private static func dot(_ path: inout StrokePath, at point: Point, _ random: inout Philox) {
        path.start(point.x, point.y)
        switch random.nextUniform() {
        case ..<0.5: break
        case ..<0.8: path.straight(point.x + random.normal(0.05), point.y + random.normal(0.05))
        default:
            let radius = random.uniform(0.015...0.04)
            path.arc(point, Point(radius, radius), from: 0, sweep: 330)
        }
    }

    private static func comma(_ path: inout StrokePath, _ random: inout Philox) {
        let length = random.uniform(0.12...0.32)
        let top = 1 - random.uniform(0...0.1)
        path.start(random.uniform(0.04...0.1), top)
        path.smooth((random.uniform(0.06...0.12), top + length * 0.4), (random.uniform(-0.06...0.02), top + length))
    }

    static func dash(_ path: inout StrokePath, at height: Float, length: Float, _ random: inout Philox) {
        let bend = random.normal(0.03)
        path.start(0, height + random.normal(0.03))
        path.smooth((length / 2, height + bend), (length, height - random.normal(0.04)))
    }

    private static func parenthesis(_ path: inout StrokePath, opens: Bool, _ random: inout Philox) {
        let (depth, top, bottom) = (random.uniform(0.1...0.28), random.uniform(-0.12...0.05), random.uniform(0.98...1.2))
        let (tip, belly) = opens ? (depth, Float(0)) : (0, depth)
        let middle = (top + bottom) / 2 + random.normal(0.04)
        let end = tip + random.normal(0.02)
        // Points of a flat arc: a curve through its middle alone would have a corner there.
        let (upper, lower) = (tip + 0.72 * (belly - tip), end + 0.72 * (belly - end))
        path.start(tip, top)
        path.smooth(
            (upper, top + 0.45 * (middle - top)), (belly, middle), (lower, bottom - 0.45 * (bottom - middle)), (end, bottom))
    }

    private static func percent(_ path: inout StrokePath, _ random: inout Philox) {
        let radius = Point(random.uniform(0.08...0.15), random.uniform(0.09...0.16))
        let width = random.uniform(0.5...0.75)
        path.start(width, random.uniform(-0.05...0.1))
        path.straight(random.uniform(0...0.1), random.uniform(0.95...1.1))
        path.startArc(Point(radius.x, 0.05 + radius.y), radius, from: random.uniform(-120...0), sweep: -random.uniform(330...370))
        path.startArc(
            Point(width - radius.x + 0.05, 0.97 - radius.y), radius, from: random.uniform(-120...0),
            sweep: -random.uniform(330...370))
    }

    /// `#`, `$`, `€`, `*`.
    private static func sign(_ path: inout StrokePath, _ symbol: Character, _ random: inout Philox) {
        switch symbol {
        case "#":
            for x in [random.uniform(0.15...0.22), random.uniform(0.36...0.46)] {
                path.start(x + 0.06, random.uniform(0...0.12))
                path.straight(x - 0.06, random.uniform(0.88...1))
            }
            for y in [random.uniform(0.3...0.4), random.uniform(0.58...0.7)] {
                path.start(0, y + random.normal(0.03))
                path.straight(random.uniform(0.5...0.64), y + random.normal(0.03) - 0.02)
            }
        case "$":
            let width = random.uniform(0.34...0.55)
            path.start(width, random.uniform(0.12...0.22))
            path.smooth(
                (width * 0.5, 0.05), (width * 0.06, 0.28), (width * 0.5, 0.5), (width * 0.96, 0.73), (width * 0.5, 0.96),
                (0, random.uniform(0.78...0.9)))
            for x in random.chance(0.3) ? [width * 0.38, width * 0.62] : [width * random.uniform(0.42...0.58)] {
                path.start(x + random.normal(0.03), random.uniform(-0.2 ... -0.04))
                path.straight(x + random.normal(0.03), random.uniform(1.04...1.2))
            }
        case "€":
            let radii = Point(random.uniform(0.26...0.4), 0.5)
            path.startArc(Point(radii.x + 0.08, 0.5), radii, from: random.uniform(-60 ... -35), sweep: -random.uniform(240...285))
            for y in [random.uniform(0.34...0.44), random.uniform(0.54...0.66)] {
                path.start(random.uniform(-0.04...0.03), y + random.normal(0.02))
                path.straight(random.uniform(0.36...0.52), y + random.normal(0.02))
            }
        default:
            let (radius, phase) = (random.uniform(0.12...0.25), random.uniform(0...60))
            let center = Point(radius, random.uniform(0.25...0.55))
            for k in 0..<3 {
                let angle = (phase + Float(k) * 60) * (Float.pi / 180)
                let arm = radius * random.uniform(0.8...1.2) * Point(cosine(angle), sine(angle))
                path.start(center.x - arm.x, center.y - arm.y)
                path.straight(center.x + arm.x, center.y + arm.y)
            }
        }
    }
}
