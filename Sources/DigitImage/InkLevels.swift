/// The gray levels where paper ends and ink begins, for a picture with bright ink.
struct InkLevels: Equatable {
    /// The background's median.
    var background: Int
    /// The upper end of the background's noise; darker pixels are background.
    var floor: Int
    /// Brighter pixels belong to a stroke or to its soft edge.
    var rim: Int
    /// Every stroke reaches this level somewhere.
    var core: Int
    /// The level of full ink.
    var full: Int

    /// The least contrast, in gray levels, that counts as ink on a background without noise.
    static let leastContrast = 16
    /// The contrast that suffices for ink however noisy the background is.
    static let sureContrast = 64

    /// Determines the levels.
    ///
    /// The contrast is taken from the background to the brightest ink, not between the means of two classes as in Otsu's
    /// threshold: that stays right when the ink is a thousandth of the picture or the light is uneven.
    init(of image: GrayImage, isInkDark: Bool, histogram: Histogram) throws(DigitImageError) {
        let histogram = isInkDark ? histogram.inverted : histogram
        let brightest = histogram.brightEnd
        let border = isInkDark ? Histogram(borderOf: image).inverted : Histogram(borderOf: image)
        let middle = (min(border.quantile(0.5, in: 0...255), brightest) + brightest) / 2
        background = histogram.quantile(0.5, in: 0...middle)
        let contrast = brightest - background
        core = background + (contrast + 1) / 2
        let measuredNoise = InkLevels.noise(in: image, isInkDark: isInkDark, below: core)
        let needed = min(InkLevels.sureContrast, max(InkLevels.leastContrast, Int(6 * measuredNoise)))
        guard contrast >= needed else { throw .noInk(contrast: max(0, contrast), needed: needed) }
        // In tiny pictures soft edges look like noise: `rim` must stay below `core` nevertheless.
        let noise = min(measuredNoise, Double(contrast) / 8)
        floor = background + Int(3 * noise)
        rim = background + max(contrast / 8, Int(4 * noise))
        // Ink varies in density: with full ink set to at most nine tenths, its darkest tenth stays full.
        full = max(core + 1, histogram.quantile(0.9, in: core...255))
    }

    /// The standard deviation of the background's noise, in gray levels: from the median difference of horizontally adjacent
    /// pixels, which neither strokes nor shadows change much.
    private static func noise(in image: GrayImage, isInkDark: Bool, below core: Int) -> Double {
        let flip: UInt8 = isInkDark ? 255 : 0
        // A quarter of a million pixels suffice.
        let rowStep = max(1, image.pixels.count / 262_144)
        var differences = [Int](repeating: 0, count: 256)
        var count = 0
        for y in stride(from: 0, to: image.height, by: rowStep) {
            let row = image.pixels[y * image.width..<(y + 1) * image.width]
            for (left, right) in zip(row, row.dropFirst()) {
                let (a, b) = (Int(left ^ flip), Int(right ^ flip))
                guard a < core, b < core else { continue }
                differences[abs(a - b)] += 1
                count += 1
            }
        }
        var seen = 0
        for difference in 0..<256 {
            seen += differences[difference]
            // The median of |a - b| is 0.6745 * sqrt(2) standard deviations for normal noise.
            if 2 * seen >= count { return Double(difference) / 0.954 }
        }
        return 0
    }
}
