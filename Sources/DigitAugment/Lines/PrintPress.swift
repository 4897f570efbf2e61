import DigitTensor

/// Prints text: a font, a size and an amount of ink.
struct PrintPress {
    private let font: PrintFont
    /// The size of the em square, in pixels.
    let size: Float
    /// Pixels between glyphs beyond the font's own spacing.
    private let spacing: Float
    /// How far a glyph's outline moves outwards, in fractions of a pixel's ink.
    private let weight: Float

    /// - Parameter size: the em square's, in pixels; capital letters are about 0.7 of it.
    init(size: Float, isHeavy: Bool = false, random: inout Philox) {
        font = random.pick(PrintFont.all)
        self.size = max(5, size)
        spacing = random.chance(0.15) ? random.uniform(-0.02...0.15) * size : 0
        weight = isHeavy ? random.uniform(0.1...0.4) : random.uniform(-0.12...0.12)
    }

    private var scale: Float { size / PrintFont.em }

    /// The width of a space.
    var blank: Float { font.blank * scale + spacing }

    /// The width of a text.
    func width(of text: String) -> Float { text.reduce(0) { $0 + advance(of: $1) } }

    private func advance(of character: Character) -> Float {
        character == " " ? blank : (font[character]?.advance ?? font.blank) * scale + spacing
    }

    /// Prints text.
    /// - Parameters:
    ///   - start: the column of its start.
    ///   - baseline: the row of its baseline at each column.
    func draw(_ text: String, on canvas: Canvas, from start: Float, value: Float = 1, baseline: (Float) -> Float) {
        var column = start
        for character in text {
            if let sign = font[character] { draw(sign, on: canvas, Point(column, baseline(column)), value) }
            column += advance(of: character)
        }
    }

    private func draw(_ sign: PrintedSign, on canvas: Canvas, _ pen: Point, _ value: Float) {
        let (scale, step) = (self.scale, PrintFont.em / size)
        let corner = pen + Point(Float(sign.bearing), -Float(sign.ascent)) * scale
        let far = corner + Point(Float(sign.width), Float(sign.height)) * scale
        guard corner.x < Float(canvas.width), corner.y < Float(canvas.height), far.x > 0, far.y > 0 else { return }
        let columns = max(0, Int(corner.x) - 1)..<min(canvas.width, Int(far.x) + 2)
        let rows = max(0, Int(corner.y) - 1)..<min(canvas.height, Int(far.y) + 2)
        // A pixel of the canvas is the mean of a box of the glyph's pixels, at least one pixel wide: that also softens edges when
        // it is enlarged.
        let half = max(1, step) / 2
        // Enlarged edges are made as sharp as a printer's.
        let gain = max(1, 1 / step)
        for y in rows {
            let middle = (Float(y) + 0.5 - corner.y) * step
            let row = canvas.pixels + y * canvas.width
            for x in columns {
                let ink = sign.mean(around: Point((Float(x) + 0.5 - corner.x) * step, middle), half: half)
                guard ink > 0 else { continue }
                row[x] = max(row[x], value * min(1, max(0, (ink - 0.5) * gain + 0.5 + weight * (ink > 0.1 ? 1 : 0))))
            }
        }
    }
}

extension PrintedSign {
    /// The mean ink of a square, 0 ... 1.
    @inline(__always)
    fileprivate func mean(around middle: Point, half: Float) -> Float {
        let (low, high) = (middle - half, middle + half)
        guard high.x > 0, high.y > 0, low.x < Float(width), low.y < Float(height) else { return 0 }
        let columns = Int(max(0, low.x))...min(width - 1, Int(high.x))
        let rows = Int(max(0, low.y))...min(height - 1, Int(high.y))
        var sum: Float = 0
        for y in rows {
            let down = min(high.y, Float(y + 1)) - max(low.y, Float(y))
            var line: Float = 0
            for x in columns {
                line += (min(high.x, Float(x + 1)) - max(low.x, Float(x))) * Float(pixels[y * width + x])
            }
            sum += down * line
        }
        return sum / (15 * 4 * half * half)
    }
}
