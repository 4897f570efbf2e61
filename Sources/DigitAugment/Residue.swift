import DigitTensor

/// What a crop of one digit from a page may show besides the digit.
extension Canvas {
    private func randomPoint(_ random: inout Philox) -> Point {
        Point(random.nextUniform() * Float(width), random.nextUniform() * Float(height))
    }

    /// An edge of the box that the digit was written in, along one or two sides of the picture.
    func addBoxEdges(random: inout Philox) {
        let (w, h) = (Float(width), Float(height))
        let (thickness, value) = (random.uniform(0.7...2.5), random.uniform(0.4...1))
        for _ in 0..<random.integer(1...2) {
            let inset = random.uniform(-0.5...1.5)
            let slope = random.normal(0.7)
            // Not always along the whole side.
            let (from, to) = random.chance(0.5) ? (Float(0), Float(1)) : (random.uniform(0...0.6), random.uniform(0.5...1))
            switch random.integer(0...3) {
            case 0: line(from: Point(from * w, inset), to: Point(to * w, inset + slope), thickness: thickness, value: value)
            case 1:
                line(from: Point(from * w, h - inset), to: Point(to * w, h - inset + slope), thickness: thickness, value: value)
            case 2: line(from: Point(inset, from * h), to: Point(inset + slope, to * h), thickness: thickness, value: value)
            default:
                line(from: Point(w - inset, from * h), to: Point(w - inset + slope, to * h), thickness: thickness, value: value)
            }
        }
    }

    /// A thin line straight across: a rule of the paper, a scratch, a fold; solid or dotted.
    func addRule(random: inout Philox) {
        let (w, h) = (Float(width), Float(height))
        let (start, end) =
            random.chance(0.75)
            ? (Point(0, random.uniform(0...h)), Point(w, random.uniform(0...h)))
            : (Point(random.uniform(0...w), 0), Point(random.uniform(0...w), h))
        let (thickness, value) = (random.uniform(0.5...1.6), random.uniform(0.4...1))
        guard random.chance(0.5) else { return line(from: start, to: end, thickness: thickness, value: value) }
        let dots = random.integer(4...14)
        for dot in 0..<dots {
            let t = (Float(dot) + 0.5) / Float(dots)
            let half = (end - start) / Float(dots) * random.uniform(0.05...0.25)
            let middle = start + (end - start) * t
            line(from: middle - half, to: middle + half, thickness: thickness, value: value)
        }
    }

    /// A line that winds across the picture.
    func addZigzag(random: inout Philox) {
        let turns = random.integer(4...12)
        let (w, h) = (Float(width), Float(height))
        let (left, right) = (random.uniform(0...h), random.uniform(0...h))
        let swing = h * random.uniform(0.03...0.12)
        let points = (0...turns).map { turn in
            let t = Float(turn) / Float(turns)
            return Point(t * w, left + (right - left) * t + (turn % 2 == 0 ? swing : -swing) * random.uniform(0.6...1.4))
        }
        polyline(points, thickness: random.uniform(0.6...1.5), value: random.uniform(0.6...1))
    }

    /// Drops and smudges, of ink or of the eraser.
    func addSpots(random: inout Philox) {
        let size = Float(max(width, height))
        for _ in 0..<random.integer(1...12) {
            let radius = size * random.uniform(0.01...0.07)
            let radii = Point(radius, radius * random.uniform(0.5...2))
            let value = random.chance(0.6) ? random.uniform(0.2...1) : 0
            ellipse(center: randomPoint(&random), radii: radii, value: value)
        }
    }

    /// Removes a stripe or a spot of the ink.
    func occlude(random: inout Philox) {
        let size = Float(max(width, height))
        if random.chance(0.6) {
            let (start, end) = (randomPoint(&random), randomPoint(&random))
            line(from: start, to: end, thickness: size * random.uniform(0.02...0.07), value: 0, erasing: true)
        } else {
            let radius = size * random.uniform(0.04...0.12)
            ellipse(center: randomPoint(&random), radii: Point(radius, radius * random.uniform(0.6...1.6)), value: 0)
        }
    }

    /// A few short strokes near the border, as of writing next to the digit.
    func addNeighborStrokes(thickness: Float, random: inout Philox) {
        let (w, h) = (Float(width), Float(height))
        for _ in 0..<random.integer(1...2) {
            let side = random.integer(0...3)
            let along = random.nextUniform()
            let middle =
                switch side {
                case 0: Point(0, along * h)
                case 1: Point(w, along * h)
                case 2: Point(along * w, 0)
                default: Point(along * w, h)
                }
            let points = (0..<3).map { _ in middle + Point(random.normal(w * 0.09), random.normal(h * 0.12)) }
            curve(points, thickness: thickness, value: random.uniform(0.6...1))
        }
    }
}
