import DigitImage

/// How sure each pixel is ink, given the noise and the contrast of the ink around it.
///
/// A threshold that adapts to the place: what counts as ink must stand out from the paper by some times its noise, and by some
/// share of the strongest ink near, so that faint pencil is found and the soft rim of strong ink is not.
struct InkStrength {
    /// 0...255 in hundredths of the local threshold: ink from `threshold`, surely ink from `sure`.
    var values: GrayImage

    static let threshold = 100
    static let sure = 150

    /// The side of the squares, in pixels, in which paper and ink are measured.
    private static let side = 32
    /// The least darkness over paper that counts as ink, in levels of the ink map.
    private static let leastContrast: Float = 9
    private static let shareOfInk: Float = 0.38
    private static let timesNoise: Float = 4.5

    init(_ map: InkMap) {
        let image = map.values
        let columns = (image.width + Self.side - 1) / Self.side
        let rows = (image.height + Self.side - 1) / Self.side
        let squares = Self.squares(of: image, columns: columns, rows: rows)
        let commonNoise = squares.map(\.noise).sorted()[squares.count / 2]
        var paper: [Float] = []
        var thresholds: [Float] = []
        for row in 0..<rows {
            for column in 0..<columns {
                let square = squares[row * columns + column]
                var ink: Float = 0
                for y in max(0, row - 2)...min(rows - 1, row + 2) {
                    for x in max(0, column - 2)...min(columns - 1, column + 2) { ink = max(ink, squares[y * columns + x].ink) }
                }
                paper.append(square.paper)
                let noise = min(max(square.noise, commonNoise / 2), 1 + 3 * commonNoise)
                thresholds.append(
                    max(Self.leastContrast, Self.timesNoise * noise, Self.shareOfInk * (ink - square.paper)))
            }
        }
        values = Self.compare(image, paper: paper, thresholds: thresholds, columns: columns, rows: rows)
    }

    private struct Square {
        var paper, noise, ink: Float
    }

    private static func squares(of image: GrayImage, columns: Int, rows: Int) -> [Square] {
        var result: [Square] = []
        var counts = [Int32](repeating: 0, count: 256)
        for row in 0..<rows {
            for column in 0..<columns {
                for i in counts.indices { counts[i] = 0 }
                let xs = column * side..<min(image.width, (column + 1) * side)
                let ys = row * side..<min(image.height, (row + 1) * side)
                image.pixels.withUnsafeBufferPointer { pixels in
                    for y in ys { for x in xs { counts[Int(pixels[y * image.width + x])] += 1 } }
                }
                result.append(square(counts, total: xs.count * ys.count))
            }
        }
        return result
    }

    /// Paper is what most of a square shows; its noise is seen on its brighter side, where there is no ink.
    private static func square(_ counts: [Int32], total: Int) -> Square {
        func level(_ share: Double) -> Float {
            let wanted = share * Double(total)
            var seen = 0.0
            for (level, count) in counts.enumerated() where count > 0 {
                // Within a level, evenly spread.
                if seen + Double(count) >= wanted { return Float(level) + Float((wanted - seen) / Double(count)) - 0.5 }
                seen += Double(count)
            }
            return 255
        }
        // The paper was evened out before: where most is much darker than paper, it is a thick stroke.
        let paper = min(level(0.5), Float(InkMap.paperLevel) + 10)
        // 15.9 % of normal noise is below one standard deviation under the median.
        return Square(paper: paper, noise: max(0, paper - level(0.159)), ink: level(0.99))
    }

    private static func compare(
        _ image: GrayImage, paper: [Float], thresholds: [Float], columns: Int, rows: Int
    ) -> GrayImage {
        // Between the middles of squares, in units of squares.
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
