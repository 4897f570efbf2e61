extension GrayImage {
    /// The slant of the ink: columns to the right for each row upward, 0 if it is upright or there is no ink.
    ///
    /// The regression of column on row, weighted by ink, as LeCun, Bottou, Bengio and Haffner (1998, section III.A) deslant digits.
    /// Limited to 1 either way, for ink that leans more than that is wide rather than slanted.
    package var slant: Float {
        var (mass, momentX, momentY, momentXY, momentYY) = (Float(0), Float(0), Float(0), Float(0), Float(0))
        // Measured from the center, so that the sums stay small.
        let (middleX, middleY) = (Float(width) / 2, Float(height) / 2)
        for y in 0..<height {
            let row = Float(y) - middleY
            for x in 0..<width {
                let ink = Float(pixels[y * width + x])
                let column = Float(x) - middleX
                mass += ink
                momentX += ink * column
                momentY += ink * row
                momentXY += ink * column * row
                momentYY += ink * row * row
            }
        }
        guard mass > 0 else { return 0 }
        let spread = momentYY / mass - (momentY / mass) * (momentY / mass)
        let joint = momentXY / mass - (momentX / mass) * (momentY / mass)
        guard spread > 0.25 else { return 0 }
        return max(-1, min(1, -joint / spread))
    }

    /// The picture with each row shifted sideways, so that ink with this slant becomes upright; as wide as the shifted ink needs.
    ///
    /// - Parameter slant: columns to the right for each row upward.
    package func withoutSlant(_ slant: Float) -> GrayImage {
        guard slant != 0, height > 1 else { return self }
        let furthest = abs(slant) * Float(height - 1)
        let newWidth = width + Int(furthest.rounded(.up))
        var result = [UInt8](repeating: 0, count: newWidth * height)
        for y in 0..<height {
            // The bottom row stays and the top row moves against the slant, or the reverse: nothing moves out on the left.
            let shift = slant > 0 ? slant * Float(y) : -slant * Float(height - 1 - y)
            let whole = Int(shift)
            let share = shift - Float(whole)
            let start = y * newWidth + whole
            var previous: Float = 0
            for x in 0..<width {
                let ink = Float(pixels[y * width + x])
                result[start + x] = UInt8(ink + share * (previous - ink) + 0.5)
                previous = ink
            }
            if share > 0 { result[start + width] = UInt8(share * previous + 0.5) }
        }
        return GrayImage(width: newWidth, height: height, pixels: result).trimmedSides
    }

    /// The picture without the columns at the left and right that have hardly any ink.
    private var trimmedSides: GrayImage {
        let peak = pixels.max() ?? 0
        let columns = (0..<width).filter { x in (0..<height).contains { pixels[$0 * width + x] > peak / 8 } }
        guard let first = columns.first, let last = columns.last else { return self }
        let kept = (0..<height).flatMap { pixels[$0 * width + first...$0 * width + last] }
        return GrayImage(width: last - first + 1, height: height, pixels: kept)
    }
}
