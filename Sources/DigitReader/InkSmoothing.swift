import DigitImage

/// Takes noise out of an ink map, so that faint pencil is not broken up by it.
///
/// A Wiener filter that adapts to the place, as Lee (1980) has it: where a picture varies hardly more than its noise, it is smoothed, and
/// where it varies much more, as at a pen's strokes, it stays. Strokes are three pixels broad and more, and noise is not.
struct InkSmoothing {
    /// Noise below this deviation, in levels of the map, does no harm.
    private static let leastNoise: Float = 1.5
    /// How many times the noise's variance the picture's must be for any of its detail to be kept.
    private static let timesVariance: Float = 4

    /// Neighboring rows, from the second above to the second below; a picture's first and last row stand for those beyond.
    private static func rows(around y: Int, height: Int) -> [Int] { (y - 2...y + 2).map { max(0, min(height - 1, $0)) } }

    /// The map with less noise; the same where it has little.
    static func smoothed(_ map: InkMap) -> InkMap {
        let image = map.values
        let (width, height) = (image.width, image.height)
        let squares = InkSquares(of: image)
        guard squares.commonNoise >= leastNoise else { return map }
        let across = Interpolation(from: squares.columns, to: squares.columns * InkSquares.side)
        let down = Interpolation(from: squares.rows, to: squares.rows * InkSquares.side)
        let noise = squares.noise.map { $0 * $0 * timesVariance }
        // With two more columns on each side, which repeat the first and the last.
        var weighted = [Float](repeating: 0, count: width + 4)
        var sums = weighted
        var squaredSums = weighted
        var noiseRow = [Float](repeating: 0, count: squares.columns)
        var result = image.pixels
        image.pixels.withUnsafeBufferPointer { pixels in
            for y in 0..<height {
                let around = rows(around: y, height: height).map {
                    UnsafeBufferPointer(rebasing: pixels[$0 * width..<($0 + 1) * width])
                }
                for x in 0..<width {
                    let (a, b, c) = (Float(around[0][x]), Float(around[1][x]), Float(around[2][x]))
                    let (d, e) = (Float(around[3][x]), Float(around[4][x]))
                    weighted[x + 2] = a + e + 4 * (b + d) + 6 * c
                    sums[x + 2] = a + b + c + d + e
                    squaredSums[x + 2] = a * a + b * b + c * c + d * d + e * e
                }
                for (edge, inner) in [(0, 2), (1, 2), (width + 2, width + 1), (width + 3, width + 1)] {
                    weighted[edge] = weighted[inner]
                    sums[edge] = sums[inner]
                    squaredSums[edge] = squaredSums[inner]
                }
                let (upper, share) = (down.first[y] * squares.columns, down.share[y])
                let lower = min(down.first[y] + 1, squares.rows - 1) * squares.columns
                for x in noiseRow.indices { noiseRow[x] = noise[upper + x] * (1 - share) + noise[lower + x] * share }
                for x in 0..<width {
                    let smooth =
                        (weighted[x] + weighted[x + 4] + 4 * (weighted[x + 1] + weighted[x + 3]) + 6 * weighted[x + 2]) / 256
                    let mean = (sums[x] + sums[x + 1] + sums[x + 2] + sums[x + 3] + sums[x + 4]) / 25
                    let square =
                        (squaredSums[x] + squaredSums[x + 1] + squaredSums[x + 2] + squaredSums[x + 3] + squaredSums[x + 4]) / 25
                    let (left, share) = (across.first[x], across.share[x])
                    let right = min(left + 1, squares.columns - 1)
                    let noise = noiseRow[left] * (1 - share) + noiseRow[right] * share
                    let kept = max(0, 1 - noise / max(0.01, square - mean * mean))
                    result[y * width + x] = UInt8(max(0, min(255, smooth + kept * (Float(pixels[y * width + x]) - smooth) + 0.5)))
                }
            }
        }
        return InkMap(values: GrayImage(width: width, height: height, pixels: result))
    }
}
