import DigitTensor

/// A glyph: a character as a small picture, cropped to its ink.
struct LineGlyph {
    let width: Int
    let height: Int
    /// Ink, 0 ... 1, row after row.
    let pixels: [Float]
    /// Pixels from the baseline up to the upper edge.
    let ascent: Float

    /// The ink of a canvas; nil if there is none.
    /// - Parameter baseline: the canvas's row of the baseline, nil if the ink stands on it.
    init?(_ canvas: Canvas, baseline: Float? = nil) {
        guard let box = canvas.inkBox(above: 0.15) else { return nil }
        (width, height) = (box.columns.count, box.rows.count)
        ascent = (baseline ?? Float(box.rows.upperBound)) - Float(box.rows.lowerBound)
        var pixels: [Float] = []
        pixels.reserveCapacity(width * height)
        for y in box.rows {
            let row = canvas.pixels + y * canvas.width
            for x in box.columns { pixels.append(min(1, max(0, row[x]))) }
        }
        self.pixels = pixels
    }

    /// Mirrored, as seen through the paper.
    var mirrored: LineGlyph { LineGlyph(mirroring: self) }

    private init(mirroring other: LineGlyph) {
        (width, height, ascent) = (other.width, other.height, other.ascent)
        pixels = (0..<width * height).map { other.pixels[$0 / other.width * other.width + other.width - 1 - $0 % other.width] }
    }

    /// The row at a fraction of the height, 0 for the top ... 1 for the foot.
    func row(at part: Float) -> Int { min(height - 1, Int(part * Float(height))) }

    /// The first column with ink of a row, nil if there is none.
    func left(ofRow row: Int) -> Int? { (0..<width).first { pixels[row * width + $0] > 0.3 } }

    /// The last column with ink of a row, nil if there is none.
    func right(ofRow row: Int) -> Int? { (0..<width).last { pixels[row * width + $0] > 0.3 } }
}

extension Canvas {
    /// Draws a path in a hand, at a position of its own choice.
    /// - Returns: the row of the baseline.
    func draw(_ path: StrokePath, in hand: Hand, size: Float = 1, random: inout Philox) -> Float {
        let tremble = Tremble(hand.tremble, random: &random)
        let slant = hand.slant + random.normal(hand.slantSpread)
        let unit = hand.height * size
        var path = path
        path.map { point in
            let moved = tremble(point)
            return Point(moved.x * hand.aspect + slant * (1 - moved.y), moved.y) * unit
        }
        guard let bounds = path.bounds else {
            resize(width: 1, height: 1)
            clear()
            return 1
        }
        let margin = hand.thickness / 2 + 2
        let shift = margin - bounds.low
        let extent = bounds.high - bounds.low + 2 * margin
        resize(width: Int(extent.x) + 1, height: Int(extent.y) + 1)
        clear()
        let phase = random.uniform(0...6.28)
        for stroke in path.strokes { write(stroke.map { $0 + shift }, in: hand, phase: phase) }
        return unit + shift.y
    }

    /// Draws one stroke, of varying width.
    private func write(_ points: [Point], in hand: Hand, phase: Float) {
        if points.count == 1 {
            return ellipse(center: points[0], radii: Point(repeating: hand.thickness * 0.6), value: 1)
        }
        var way = phase
        for (from, to) in zip(points, points.dropFirst()) {
            let step = to - from
            way += (step * step).sum().squareRoot() / hand.height * 3
            line(from: from, to: to, thickness: hand.thickness * (1 + hand.pressure * sine(way)))
        }
    }
}
