import DigitTensor

/// A character as a pen writes it: strokes on a grid of 4 columns by 6 rows.
struct StrokeGlyph {
    /// One stroke: points in 0...4 by 0...6, joined straight or as a smooth curve.
    struct Stroke {
        let points: [Point]
        let isSmooth: Bool
    }

    let strokes: [Stroke]

    init(strokes: [Stroke]) { self.strokes = strokes }

    /// Parses strokes separated by spaces, each a list of digits: column and row of each point; a leading `~` marks a smooth one.
    init(_ text: String) {
        strokes = text.split(separator: " ").map { text in
            let digits = text.compactMap { $0.wholeNumberValue.map(Float.init) }
            let points = stride(from: 0, to: digits.count - 1, by: 2).map { Point(digits[$0], digits[$0 + 1]) }
            return Stroke(points: points, isSmooth: text.first == "~")
        }
    }
}

extension Canvas {
    /// Draws the character in a random hand: every point moved a little, with its own size, proportions, slant and pen.
    func draw(_ glyph: StrokeGlyph, random: inout Philox) {
        let height = random.uniform(16...44)
        let size = Point(height * random.uniform(0.4...1), height)
        let margin = random.uniform(3...6)
        let shear = random.normal(0.3) + 0.1
        let slack = abs(shear) * size.x / 2
        resize(width: Int(size.x + 2 * (margin + slack)) + 1, height: Int(size.y + 2 * margin) + 1)
        clear()
        let thickness = height * random.uniform(0.05...0.16)
        let jitter = random.uniform(0.1...0.35)
        let isRounded = random.chance(0.15)
        for stroke in glyph.strokes {
            let points = stroke.points.map { point in
                let moved = point + Point(random.normal(jitter), random.normal(jitter))
                let slanted = Point(moved.x / 4 - shear * (moved.y / 6 - 0.5), moved.y / 6)
                return slanted * size + Point(margin + slack, margin)
            }
            if stroke.isSmooth || isRounded {
                curve(points, thickness: thickness)
            } else {
                polyline(points, thickness: thickness)
            }
        }
    }
}
