import DigitImage

/// The certainty that each pixel is ink, given the noise and the contrast of the ink around it.
///
/// A locally adaptive threshold: ink must stand out from the paper by a multiple of its noise, and by a fraction of the strongest
/// ink nearby, so that faint pencil is found and the soft edge of strong ink is not.
struct InkStrength {
    /// 0...255 in hundredths of the local threshold: ink from `threshold`, certainly ink from `sure`.
    var values: GrayImage

    static let threshold = 100
    static let sure = 150

    /// The least darkness over paper that counts as ink, in levels of the ink map.
    private static let leastContrast: Float = 9
    private static let shareOfInk: Float = 0.38
    /// The multiple of its standard deviation that noise may reach, and that where ink is clearly darker: what looks like noise
    /// may be a texture.
    private static let (timesNoise, timesTexture): (Float, Float) = (4.5, 3)
    /// The fraction of the ink's strength that suffices above a texture.
    private static let shareAboveTexture: Float = 0.5

    /// - Parameters:
    ///   - squares: those of the map.
    ///   - seesTextures: whether noise may be a texture that ink is clearly darker than, such as security print.
    ///   - isBesideInk: whether strong ink nearby hides what is faint, such as its own soft edge.
    init(_ map: InkMap, _ squares: InkSquares, seesTextures: Bool = false, isBesideInk: Bool = true) {
        var thresholds: [Float] = []
        for row in 0..<squares.rows {
            for column in 0..<squares.columns {
                let noise = squares.noise[row * squares.columns + column]
                let ink = isBesideInk ? squares.inkAround(row: row, column: column) : 0
                thresholds.append(Self.threshold(noise: noise, ink: ink, seesTextures: seesTextures))
            }
        }
        values = Self.compare(map.values, squares: squares, thresholds: thresholds)
    }

    /// For each pixel, 1 for ink and 0 for paper.
    var mask: [UInt8] { values.pixels.map { Int($0) >= Self.threshold ? 1 : 0 } }

    /// The same with paper in place of strokes.
    func without(_ strokes: [StraightStroke]) -> InkStrength {
        guard !strokes.isEmpty else { return self }
        var pixels = values.pixels
        for stroke in strokes { stroke.forEachPixel { pixels[$1 * values.width + $0] = 0 } }
        var result = self
        result.values = GrayImage(width: values.width, height: values.height, pixels: pixels)
        return result
    }

    /// The threshold over paper, where the strongest ink nearby is darker by `ink`.
    private static func threshold(noise: Float, ink: Float, seesTextures: Bool) -> Float {
        let aboveNoise =
            !seesTextures ? timesNoise * noise : min(timesNoise * noise, max(timesTexture * noise, shareAboveTexture * ink))
        return max(leastContrast, aboveNoise, shareOfInk * ink)
    }

    private static func compare(_ image: GrayImage, squares: InkSquares, thresholds: [Float]) -> GrayImage {
        let (columns, rows, paper, side) = (squares.columns, squares.rows, squares.paper, InkSquares.side)
        // Between the centers of squares, in units of squares.
        let across = Interpolation(from: columns, to: columns * side)
        let down = Interpolation(from: rows, to: rows * side)
        var paperRow = [Float](repeating: 0, count: columns)
        var scaleRow = paperRow
        let pixels = [UInt8](unsafeUninitializedCapacity: image.pixels.count) { result, count in
            image.pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<image.height {
                    let (upper, share) = (down.first[y] * columns, down.share[y])
                    let lower = min(down.first[y] + 1, rows - 1) * columns
                    for x in 0..<columns {
                        paperRow[x] = paper[upper + x] * (1 - share) + paper[lower + x] * share
                        scaleRow[x] = 100 / (thresholds[upper + x] * (1 - share) + thresholds[lower + x] * share)
                    }
                    for x in 0..<image.width {
                        let (left, share) = (across.first[x], across.share[x])
                        let right = min(left + 1, columns - 1)
                        let level = Float(pixels[y * image.width + x]) - (paperRow[left] * (1 - share) + paperRow[right] * share)
                        let value = level * (scaleRow[left] * (1 - share) + scaleRow[right] * share)
                        result[y * image.width + x] = UInt8(max(0, min(255, value)))
                    }
                }
            }
            count = image.pixels.count
        }
        return GrayImage(width: image.width, height: image.height, pixels: pixels)
    }
}
