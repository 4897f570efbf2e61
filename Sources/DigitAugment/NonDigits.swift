import DigitTensor

/// Generated pictures that show no digit.
extension Canvas {
    /// Draws strokes without meaning.
    func drawScribble(random: inout Philox) {
        resize(width: random.integer(20...48), height: random.integer(20...48))
        clear()
        let size = Point(Float(width), Float(height))
        let thickness = Float(max(width, height)) * random.uniform(0.03...0.12)
        let isStraight = random.chance(0.3)
        for _ in 0..<random.integer(1...4) {
            let pointCount = random.integer(3...9)
            // A single stroke of few points may be a digit by chance; more points, or several strokes, hardly.
            var at = Point(random.uniform(0.1...0.9), random.uniform(0.1...0.9))
            var points: [Point] = []
            for _ in 0..<pointCount + 3 {
                points.append(at * size)
                at += Point(random.normal(0.4), random.normal(0.4))
                at = at.clamped(lowerBound: Point(repeating: 0.08), upperBound: Point(repeating: 0.92))
            }
            if isStraight { polyline(points, thickness: thickness) } else { curve(points, thickness: thickness) }
        }
    }

    /// Draws what a pen draws in one go without meaning: loops in a row, a spiral, hatching, a crossing-out.
    func drawFlourish(random: inout Philox) {
        resize(width: random.integer(20...48), height: random.integer(20...48))
        clear()
        let size = Point(Float(width), Float(height))
        let thickness = Float(max(width, height)) * random.uniform(0.03...0.11)
        let turns = random.uniform(2.2...6)
        let steps = Int(turns * 9)
        let kind = random.integer(0...3)
        let (phase, slope) = (random.uniform(0...6.28), random.normal(0.3))
        let points = (0...steps).map { step -> Point in
            let t = Float(step) / Float(steps)
            let angle = phase + 6.283 * turns * t
            let drawn: Point
            switch kind {
            case 0: drawn = Point(0.15 + 0.7 * t + 0.2 * cosine(angle), 0.5 + 0.3 * sine(angle))
            case 1: drawn = Point(0.5, 0.5) + (0.05 + 0.38 * t) * Point(cosine(angle), sine(angle))
            case 2: drawn = Point(0.1 + 0.8 * t, step % 2 == 0 ? 0.15 : 0.85)
            default: drawn = Point(0.5 + 0.4 * cosine(angle), 0.5 + 0.3 * sine(angle * 0.63 + slope))
            }
            let trembling = drawn + Point(random.normal(0.03), random.normal(0.03))
            return Point(trembling.x + slope * (0.5 - trembling.y) * 0.5, trembling.y) * size
        }
        if kind == 2 { polyline(points, thickness: thickness) } else { curve(points, thickness: thickness) }
    }

    /// Draws a geometric figure, its outline or filled: polygon, star, arrowhead, ring, arcs.
    func drawFigure(random: inout Philox) {
        resize(width: random.integer(20...48), height: random.integer(20...48))
        clear()
        let size = Point(Float(width), Float(height))
        let thickness = Float(max(width, height)) * random.uniform(0.03...0.14)
        let corners = random.integer(3...7)
        let inner = random.chance(0.4) ? random.uniform(0.3...0.7) : 1
        let count = inner < 1 ? 2 * corners : corners
        let phase = random.uniform(0...6.28)
        var points = (0...count).map { i -> Point in
            let angle = phase + 6.283 * Float(i % count) / Float(count)
            let radius = (i % count) % 2 == 1 ? 0.42 * inner : 0.42
            return (Point(0.5, 0.5) + radius * Point(cosine(angle), sine(angle))) * size
        }
        // A round ring would be a 0; with other rings inside it is not.
        if random.chance(0.15) { points.removeLast(random.integer(1...2)) }
        polyline(points, thickness: thickness)
        if random.chance(0.4) {
            // Filled from the middle, by spokes that touch each other.
            for (start, end) in zip(points, points.dropFirst()) {
                for k in 0..<6 {
                    line(from: start + (end - start) * Float(k) / 6, to: size / 2, thickness: max(thickness, size.x * 0.12))
                }
            }
        } else if random.chance(0.4) {
            polyline(points.map { size / 2 + ($0 - size / 2) * random.uniform(0.4...0.7) }, thickness: thickness)
        }
    }

    /// Draws filled shapes: blots, discs, horizontal bars, triangles.
    func drawBlots(random: inout Philox) {
        resize(width: random.integer(16...44), height: random.integer(16...44))
        clear()
        let size = Point(Float(width), Float(height))
        for _ in 0..<random.integer(1...4) {
            let radius = size * random.uniform(0.12...0.4)
            let radii = random.chance(0.5) ? radius : radius * Point(1, random.uniform(0.3...0.8))
            ellipse(center: size * Point(random.uniform(0.3...0.7), random.uniform(0.3...0.7)), radii: radii, value: 1)
        }
        if random.chance(0.4) {
            let top = Int(size.y * random.uniform(0...0.4))
            let bottom = top + Int(size.y * random.uniform(0.1...0.5))
            for y in top..<min(height, bottom) { (pixels + y * width).update(repeating: 1, count: width) }
        }
    }

    /// Draws lines: grids, hatching, combs, stairs.
    func drawLines(random: inout Philox) {
        resize(width: random.integer(20...48), height: random.integer(20...48))
        clear()
        let (w, h) = (Float(width), Float(height))
        let thickness = random.uniform(0.8...3)
        let slope = random.normal(0.15)
        let (across, down) = (random.integer(0...5), random.integer(0...5))
        for i in 0..<max(across, 2) {
            let y = h * (Float(i) + random.uniform(0.3...0.7)) / Float(max(across, 2))
            line(from: Point(0, y - slope * w / 2), to: Point(w, y + slope * w / 2), thickness: thickness)
        }
        for i in 0..<down {
            let x = w * (Float(i) + random.uniform(0.3...0.7)) / Float(down)
            line(from: Point(x + slope * h / 2, 0), to: Point(x - slope * h / 2, h), thickness: thickness)
        }
    }

    /// Draws small marks in rows, like print seen from afar.
    func drawPrint(random: inout Philox) {
        resize(width: random.integer(24...60), height: random.integer(14...48))
        clear()
        let rows = random.integer(1...5)
        let rowHeight = Float(height) / Float(rows)
        let markWidth = rowHeight * random.uniform(0.35...0.7)
        for row in 0..<rows {
            var x = random.uniform(0...3)
            let y = (Float(row) + 0.15) * rowHeight
            while x + markWidth < Float(width) {
                let size = Point(markWidth, rowHeight * 0.7)
                let start = Point(x, y)
                for _ in 0..<random.integer(1...3) {
                    line(
                        from: start + size * Point(random.nextUniform(), random.nextUniform()),
                        to: start + size * Point(random.nextUniform(), random.nextUniform()),
                        thickness: max(0.8, markWidth * 0.22))
                }
                x += markWidth * (random.chance(0.15) ? 2 : random.uniform(1.05...1.3))
            }
        }
    }

    /// Empty paper and what it may show: nothing, noise, clouds, shadows.
    func drawTexture(random: inout Philox) {
        resize(width: 28, height: 28)
        clear(to: random.chance(0.3) ? random.uniform(0...1) : 0)
        if random.chance(0.5) { clouds(random.uniform(0.2...1), random: &random) }
        if random.chance(0.4) { invertPart(random: &random) }
        if random.chance(0.3) { shade(across: random.normal(0.3), down: random.normal(0.3)) }
        if random.chance(0.6) {
            addNoise(random.chance(0.5) ? random.uniform(0.002...0.03) : random.uniform(0.03...0.4), random: &random)
        }
        if random.chance(0.3) { addImpulses(random.uniform(0.01...0.5), full: random.uniform(0.1...0.9), random: &random) }
        if random.chance(0.4) { blur(random.uniform(0.5...3)) }
        if random.chance(0.3) { contrast(random.uniform(2...8), around: random.uniform(0.2...0.6)) }
    }
}
