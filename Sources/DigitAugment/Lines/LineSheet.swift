import DigitTensor

/// A line's picture while it is written, at its native resolution: the ink, the print, and how far the pen has come.
final class LineSheet {
    /// The numbers of rows and, at most, of columns, in pixels.
    let height: Int
    let room: Int
    /// The writer's ink, 0 ... 1.
    let ink: Canvas
    /// The earlier contents of the paper, print and rules, 0 ... 1.
    let form: Canvas
    /// The first column after what is written.
    private(set) var end: Float
    /// For each row, the last column with ink nearby.
    private var taken: [Float]
    /// The last glyph that was placed.
    private(set) var last: PlacedGlyph?
    /// The glyphs that the label names.
    var signs: [PlacedGlyph] = []
    /// The ink that shines through from the other side, 0 ... 1.
    private(set) var back: Canvas?

    init(height: Int, room: Int, start: Float) {
        (self.height, self.room, end) = (height, room, start)
        ink = Canvas(largestWidth: room, largestHeight: height)
        form = Canvas(largestWidth: room, largestHeight: height)
        for canvas in [ink, form] {
            canvas.resize(width: room, height: height)
            canvas.clear()
        }
        taken = [Float](repeating: start, count: height)
    }

    /// Adds space.
    func advance(by distance: Float) {
        end += distance
        for row in taken.indices { taken[row] = end }
    }

    /// The position of a glyph's left edge.
    /// - Parameters:
    ///   - gap: the space before it.
    ///   - kerning: 0 to measure from box to box, 1 from ink to ink.
    private func place(_ glyph: LineGlyph, top: Int, gap: Float, kerning: Float) -> Int {
        var nearest = -Float.infinity
        for y in 0..<glyph.height where (0..<height).contains(top + y) {
            guard let left = glyph.left(ofRow: y) else { continue }
            nearest = max(nearest, taken[top + y] - Float(left))
        }
        let apart = end + gap
        guard nearest > -.infinity else { return Int(apart.rounded()) }
        return Int((apart + kerning * (nearest + gap - apart)).rounded())
    }

    /// Places a glyph behind what is written.
    /// - Parameters:
    ///   - baseline: its row.
    ///   - at: its left edge, nil for the usual place.
    /// - Returns: false if there is no room for it; then nothing changes.
    func put(
        _ glyph: LineGlyph, on canvas: Canvas, baseline: Float, gap: Float, kerning: Float = 1, at column: Float? = nil
    ) -> Bool {
        let top = Int((baseline - glyph.ascent).rounded())
        let left = column.map { Int($0) } ?? place(glyph, top: top, gap: gap, kerning: kerning)
        guard left + glyph.width < room else { return false }
        canvas.blend(glyph, left: left, top: top)
        let reach = max(2, height / 10)
        for y in 0..<glyph.height {
            guard let right = glyph.right(ofRow: y) else { continue }
            let edge = Float(left + right + 1)
            for row in max(0, top + y - reach)..<max(max(0, top + y - reach), min(height, top + y + reach + 1)) {
                taken[row] = max(taken[row], edge)
            }
        }
        end = max(end, Float(left + glyph.width))
        last = PlacedGlyph(glyph: glyph, left: left, top: top)
        return true
    }

    /// Lets writing on the other side shine through.
    func addBack(_ glyph: (inout Philox) -> LineGlyph?, random: inout Philox) {
        let canvas = Canvas(largestWidth: ink.width, largestHeight: height)
        canvas.resize(width: ink.width, height: height)
        canvas.clear()
        var x = random.uniform(-1...1) * Float(height)
        let top = Int(random.uniform(-0.6...0.6) * Float(height))
        while x < Float(ink.width), let sign = glyph(&random) {
            canvas.blend(sign.mirrored, left: Int(x), top: top)
            x += Float(sign.width) + random.uniform(0.05...0.6) * Float(height)
        }
        canvas.blur(random.uniform(0.5...3))
        back = canvas
    }

    /// Crops the picture to this many columns.
    func cut(toWidth width: Int) {
        for canvas in [ink, form] { canvas.crop((0..<max(1, min(width, room)), 0..<height)) }
    }
}

/// A glyph and the position of its upper left corner.
struct PlacedGlyph {
    let glyph: LineGlyph
    let left: Int
    let top: Int
}

extension Canvas {
    /// Draws a glyph's ink onto the canvas; what is outside is clipped.
    func blend(_ glyph: LineGlyph, left: Int, top: Int, value: Float = 1) {
        let columns = max(0, -left)..<max(max(0, -left), min(glyph.width, width - left))
        for y in max(0, -top)..<max(max(0, -top), min(glyph.height, height - top)) {
            let row = pixels + (top + y) * width + left
            for x in columns { row[x] = max(row[x], value * glyph.pixels[y * glyph.width + x]) }
        }
    }
}
