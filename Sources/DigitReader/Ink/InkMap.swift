import DigitImage
import DigitPhoto

/// The darkness of each pixel of a picture relative to the paper around it, whatever the light and the colors of paper and pen.
struct InkMap {
    /// 0...255: `paperLevel` for paper; above it, ink.
    var values: GrayImage

    /// Paper is not 0, so that its noise shows on both sides.
    static let paperLevel = 32
    /// Ink that absorbs all the light.
    static let inkLevel = 255

    /// Whether ink is brighter than the paper around it.
    let isInkBright: Bool

    init(values: GrayImage, isInkBright: Bool) { (self.values, self.isInkBright) = (values, isInkBright) }

    /// - Parameters:
    ///   - planes: gray, or red, green and blue.
    ///   - isInkBright: nil to determine it from the picture.
    /// - Throws: `ReaderError` if Leptonica rejects the picture.
    init(_ planes: [GrayImage], isInkBright: Bool? = nil) throws(ReaderError) {
        var mean =
            planes.count == 3 ? Self.combined(planes) { r, g, b in UInt8((UInt16(r) + UInt16(g) + UInt16(b)) / 3) } : planes[0]
        self.isInkBright = isInkBright ?? Self.isInkBright(mean)
        if self.isInkBright { mean = mean.inverted }
        var planes = self.isInkBright ? planes.map(\.inverted) : planes
        // Colored ink is dark in at least one color plane. The weight of a plane decreases with its noise: blue is often poor,
        // but if the ink shows only there it must do.
        planes = planes.count == 3 ? [mean, Self.combined(planes) { r, g, b in min(r, g, b) }] : [mean]
        var values: [UInt8] = []
        var leastNoise = 0.0
        for (index, plane) in planes.enumerated() {
            let darkness = try Self.darkness(plane)
            guard index > 0 else {
                values = darkness
                leastNoise = max(1, Self.noise(darkness, width: plane.width))
                continue
            }
            let weight = min(1, leastNoise / max(1, Self.noise(darkness, width: plane.width)))
            Self.raise(&values, to: darkness, weight: weight)
        }
        self.values = GrayImage(width: planes[0].width, height: planes[0].height, pixels: values)
    }

    @inline(__always)
    private static func combined(_ colors: [GrayImage], _ combine: (UInt8, UInt8, UInt8) -> UInt8) -> GrayImage {
        let pixels = [UInt8](unsafeUninitializedCapacity: colors[0].pixels.count) { result, count in
            colors[0].pixels.withUnsafeBufferPointer { red in
                colors[1].pixels.withUnsafeBufferPointer { green in
                    colors[2].pixels.withUnsafeBufferPointer { blue in
                        for i in red.indices { result[i] = combine(red[i], green[i], blue[i]) }
                    }
                }
            }
            count = colors[0].pixels.count
        }
        return GrayImage(width: colors[0].width, height: colors[0].height, pixels: pixels)
    }

    /// Whether the ink is brighter than its background: strokes stand out from the mean around them farther than the background
    /// does, because they cover less of it, so deviations from the mean are skewed toward the ink. Both sides of a shadow's or a
    /// sheet's edge deviate equally.
    private static func isInkBright(_ plane: GrayImage) -> Bool {
        // Strokes stay visible in a long strip too.
        let scale = min(1, max(800 / Double(max(plane.width, plane.height)), 64 / Double(min(plane.width, plane.height))))
        let (width, height) = (max(1, Int(Double(plane.width) * scale)), max(1, Int(Double(plane.height) * scale)))
        guard let small = plane.scaled(width: width, height: height),
            let mean = small.blurred(half: max(4, min(width, height) / 10))
        else { return false }
        var sum = 0.0
        for (pixel, mean) in zip(small.pixels, mean.pixels) {
            let deviation = Double(max(-96, min(96, Int(pixel) - Int(mean))))
            sum += deviation * deviation * deviation
        }
        return sum > 0
    }

    /// `paperLevel` if a pixel is as bright as the paper there, `inkLevel` if it is black.
    private static func darkness(_ plane: GrayImage) throws(ReaderError) -> [UInt8] {
        let (width, height) = (plane.width, plane.height)
        let shorter = min(width, height)
        let reduction = shorter >= 640 ? 8 : shorter >= 320 ? 4 : shorter >= 160 ? 2 : 1
        guard let paper = plane.paper(reduction: reduction, window: max(3, shorter / reduction / 6)) else {
            throw ReaderError("the paper of \(width)x\(height) pixels could not be found")
        }
        let columns = Interpolation(from: paper.width, to: width)
        let rows = Interpolation(from: paper.height, to: height)
        // The two rows of the paper map between which a row of the picture lies, at the picture's width.
        var (upper, lower) = ([Float](repeating: 0, count: width), [Float](repeating: 0, count: width))
        var current = -1
        return [UInt8](unsafeUninitializedCapacity: width * height) { result, count in
            plane.pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<height {
                    if rows.first[y] != current {
                        current = rows.first[y]
                        columns.widen(paper, row: current, into: &upper)
                        columns.widen(paper, row: min(current + 1, paper.height - 1), into: &lower)
                    }
                    let range = y * width..<(y + 1) * width
                    darken(
                        UnsafeBufferPointer(rebasing: pixels[range]), upper, lower, rows.share[y],
                        into: UnsafeMutableBufferPointer(rebasing: result[range]))
                }
            }
            count = width * height
        }
    }

    /// One row: how much darker than paper each pixel is, with the paper interpolated at `share` between two rows.
    private static func darken(
        _ pixels: UnsafeBufferPointer<UInt8>, _ upper: [Float], _ lower: [Float], _ share: Float,
        into result: UnsafeMutableBufferPointer<UInt8>
    ) {
        let range = Float(inkLevel - paperLevel)
        upper.withUnsafeBufferPointer { upper in
            lower.withUnsafeBufferPointer { lower in
                for x in pixels.indices {
                    let paper = max(8, upper[x] + share * (lower[x] - upper[x]))
                    let value = max(0, min(255, Float(inkLevel) - range * Float(pixels[x]) / paper))
                    // 2^23 plus a number up to 255: the lowest bits are that number, rounded. A conversion would check its range,
                    // and be slow.
                    result[x] = UInt8(truncatingIfNeeded: (value + 8_388_608).bitPattern)
                }
            }
        }
    }

    /// The standard deviation of the noise: from the median difference of pixels two apart, which neither strokes nor shadows change
    /// much; 0.954 is the median of |a - b| for normal noise of deviation 1.
    private static func noise(_ values: [UInt8], width: Int) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        var total = 0
        for i in stride(from: 0, to: values.count - 2, by: max(1, values.count / 100_000)) where i % width + 2 < width {
            counts[abs(Int(values[i]) - Int(values[i + 2]))] += 1
            total += 1
        }
        var seen = 0
        for (difference, count) in counts.enumerated() {
            seen += count
            // Half a level more, since differences are whole numbers.
            if 2 * seen >= total { return (Double(difference) + (difference > 0 ? 0 : 0.25)) / 0.954 }
        }
        return 0
    }

    /// Raises values to those of another color plane, whose distance from paper counts by `weight`.
    private static func raise(_ values: inout [UInt8], to other: [UInt8], weight: Double) {
        let table = (0..<256).map { UInt8(Double(paperLevel) + Double($0 - paperLevel) * ($0 > paperLevel ? weight : 1)) }
        for i in values.indices where other[i] > paperLevel { values[i] = max(values[i], table[Int(other[i])]) }
    }
}

/// For each of many positions along an axis: the first of the two coarse samples around it, and the weight of the second.
struct Interpolation {
    var first: [Int] = []
    var share: [Float] = []

    init(from few: Int, to many: Int) {
        let scale = Float(few) / Float(many)
        for i in 0..<many {
            let middle = max(0, min(Float(few - 1), (Float(i) + 0.5) * scale - 0.5))
            first.append(Int(middle))
            share.append(middle - Float(Int(middle)))
        }
    }

    /// Widens a row of few columns to many.
    func widen(_ image: GrayImage, row: Int, into result: inout [Float]) {
        let start = row * image.width
        for x in result.indices {
            let left = Float(image.pixels[start + first[x]])
            let right = Float(image.pixels[start + min(first[x] + 1, image.width - 1)])
            result[x] = left + share[x] * (right - left)
        }
    }
}
