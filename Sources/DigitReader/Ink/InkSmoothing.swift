import DigitImage

/// Removes noise from an ink map, so that faint pencil strokes are not broken up by it.
///
/// A locally adaptive Wiener filter (Lee 1980): where a picture varies hardly more than its noise, it is smoothed, and where it
/// varies much more, as at a pen's strokes, it is kept. Strokes are at least three pixels thick, and noise is not.
struct InkSmoothing {
    /// Noise below this standard deviation, in levels of the map, does no harm.
    private static let leastNoise: Float = 1.5
    /// The ratio of the picture's variance to the noise's from which detail is kept.
    private static let timesVariance: Float = 4

    /// Sums over the five rows around a row, for each column, and two more columns on each side, which repeat the first and the
    /// last.
    private struct RowSums {
        /// With the binomial weights 1, 4, 6, 4, 1.
        var weighted: [Float]
        var plain, squared: [Float]

        init(width: Int) {
            weighted = [Float](repeating: 0, count: width + 4)
            (plain, squared) = (weighted, weighted)
        }

        mutating func set(_ pixels: UnsafeBufferPointer<UInt8>, row: Int, width: Int, height: Int) {
            // The first and the last row are repeated beyond the border.
            func start(_ y: Int) -> Int { max(0, min(height - 1, y)) * width }
            let (first, second, third) = (start(row - 2), start(row - 1), start(row))
            let (fourth, fifth) = (start(row + 1), start(row + 2))
            for x in 0..<width {
                let (a, b, c) = (Float(pixels[first + x]), Float(pixels[second + x]), Float(pixels[third + x]))
                let (d, e) = (Float(pixels[fourth + x]), Float(pixels[fifth + x]))
                weighted[x + 2] = a + e + 4 * (b + d) + 6 * c
                plain[x + 2] = a + b + c + d + e
                squared[x + 2] = a * a + b * b + c * c + d * d + e * e
            }
            for (edge, inner) in [(0, 2), (1, 2), (width + 2, width + 1), (width + 3, width + 1)] {
                weighted[edge] = weighted[inner]
                plain[edge] = plain[inner]
                squared[edge] = squared[inner]
            }
        }
    }

    /// The map with less noise; unchanged if it has little.
    static func smoothed(_ map: InkMap) -> InkMap {
        let image = map.values
        let (width, height) = (image.width, image.height)
        let squares = InkSquares(of: image)
        guard squares.commonNoise >= leastNoise else { return map }
        let across = Interpolation(from: squares.columns, to: squares.columns * InkSquares.side)
        let down = Interpolation(from: squares.rows, to: squares.rows * InkSquares.side)
        let variances = squares.noise.map { $0 * $0 * timesVariance }
        var sums = RowSums(width: width)
        var varianceRow = [Float](repeating: 0, count: squares.columns)
        let result = [UInt8](unsafeUninitializedCapacity: image.pixels.count) { result, count in
            image.pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<height {
                    sums.set(pixels, row: y, width: width, height: height)
                    let (upper, share) = (down.first[y] * squares.columns, down.share[y])
                    let lower = min(down.first[y] + 1, squares.rows - 1) * squares.columns
                    for x in varianceRow.indices {
                        varianceRow[x] = variances[upper + x] * (1 - share) + variances[lower + x] * share
                    }
                    for x in 0..<width {
                        let (left, share) = (across.first[x], across.share[x])
                        let right = min(left + 1, squares.columns - 1)
                        let noise = varianceRow[left] * (1 - share) + varianceRow[right] * share
                        result[y * width + x] = pixel(sums, at: x, value: Float(pixels[y * width + x]), noise: noise)
                    }
                }
            }
            count = image.pixels.count
        }
        return InkMap(values: GrayImage(width: width, height: height, pixels: result), isInkBright: map.isInkBright)
    }

    /// The binomial mean of the 25 pixels around a pixel, plus the pixel's difference from it, weighted more the more their
    /// variance exceeds that of the noise.
    @inline(__always)
    private static func pixel(_ sums: borrowing RowSums, at x: Int, value: Float, noise: Float) -> UInt8 {
        @inline(__always) func five(_ row: [Float]) -> Float { row[x] + row[x + 1] + row[x + 2] + row[x + 3] + row[x + 4] }
        let row = sums.weighted
        let smooth = (row[x] + row[x + 4] + 4 * (row[x + 1] + row[x + 3]) + 6 * row[x + 2]) / 256
        let mean = five(sums.plain) / 25
        let variance = five(sums.squared) / 25 - mean * mean
        let kept = max(0, 1 - noise / max(0.01, variance))
        return UInt8(max(0, min(255, smooth + kept * (value - smooth) + 0.5)))
    }
}
