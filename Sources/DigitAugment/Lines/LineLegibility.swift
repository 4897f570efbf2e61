/// Decides whether a labeled glyph is visible, so that no label stands for illegible ink.
extension LineSheet {
    /// The least difference between the brightness around a glyph and its ink's.
    private static let leastContrast: Float = 0.05
    /// The least such difference in units of the standard deviation around the glyph.
    private static let leastDistinction: Float = 1.5
    /// The least such difference as a fraction of the picture's whole range of brightness.
    private static let leastShare: Float = 0.22

    /// Whether all labeled glyphs are visible in a picture of the sheet.
    func isLegible(on picture: Canvas) -> Bool {
        let range = Self.range(of: picture)
        return signs.allSatisfy { isLegible($0, on: picture, range: range) }
    }

    private func isLegible(_ sign: PlacedGlyph, on picture: Canvas, range: Float) -> Bool {
        let glyph = sign.glyph
        var (ink, inkCount, around, squares, aroundCount): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
        for y in max(0, sign.top - 2)..<max(max(0, sign.top - 2), min(picture.height, sign.top + glyph.height + 2)) {
            let inside = (sign.top..<sign.top + glyph.height).contains(y)
            for x in max(0, sign.left - 2)..<max(max(0, sign.left - 2), min(picture.width, sign.left + glyph.width + 2)) {
                let (value, at) = (picture.pixels[y * picture.width + x], y * self.ink.width + x)
                let column = x - sign.left
                if inside, (0..<glyph.width).contains(column), glyph.pixels[(y - sign.top) * glyph.width + column] > 0.5 {
                    ink += value
                    inkCount += 1
                } else if self.ink.pixels[at] < 0.05, form.pixels[at] < 0.05 {
                    around += value
                    squares += value * value
                    aroundCount += 1
                }
            }
        }
        guard inkCount > 0, aroundCount > 0 else { return inkCount > 0 }
        let mean = around / aroundCount
        let deviation = max(0, squares / aroundCount - mean * mean).squareRoot()
        return mean - ink / inkCount >= max(Self.leastContrast, Self.leastDistinction * deviation, Self.leastShare * range)
    }

    private static func range(of picture: Canvas) -> Float {
        var (low, high) = (Float(1), Float(0))
        for i in 0..<picture.count {
            low = min(low, picture.pixels[i])
            high = max(high, picture.pixels[i])
        }
        return high - low
    }
}
