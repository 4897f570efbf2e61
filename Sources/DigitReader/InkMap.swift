import DigitImage
import DigitPhoto

/// How much darker than the paper around it each pixel of a picture is, whatever the light, the paper's and the pen's color.
struct InkMap {
    /// 0...255: `paperLevel` for paper; above it, ink.
    var values: GrayImage

    /// Paper is not 0, so that its noise shows on both sides.
    static let paperLevel = 32
    /// Ink that takes all the light.
    static let inkLevel = 255

    init(values: GrayImage) { self.values = values }

    /// - Throws: `ReaderError` where Leptonica refuses the picture.
    init(_ picture: WorkingPicture) throws(ReaderError) {
        var planes = picture.planes
        // A color's weight falls with its noise: blue is often poor, but where only it shows the ink it must do.
        if planes.count == 3 { planes.insert(Self.mean(planes), at: 0) }
        if Self.isInkBright(planes[0]) {
            planes = planes.map { GrayImage(width: $0.width, height: $0.height, pixels: $0.pixels.map { 255 - $0 }) }
        }
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
        self.values = GrayImage(width: picture.width, height: picture.height, pixels: values)
    }

    private static func mean(_ planes: [GrayImage]) -> GrayImage {
        var result = [UInt8](repeating: 0, count: planes[0].pixels.count)
        for i in result.indices {
            result[i] = UInt8((UInt16(planes[0].pixels[i]) + UInt16(planes[1].pixels[i]) + UInt16(planes[2].pixels[i])) / 3)
        }
        return GrayImage(width: planes[0].width, height: planes[0].height, pixels: result)
    }

    /// Whether the ink is brighter than its background: strokes stand out from the mean around them farther than the background
    /// does, because they cover less of it, so deviations from the mean are skewed toward the ink. Both sides of a shadow's or a
    /// sheet's edge deviate alike.
    private static func isInkBright(_ plane: GrayImage) -> Bool {
        let scale = min(1, 800 / Double(max(plane.width, plane.height)))
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

    /// `paperLevel` where a pixel is as bright as the paper there, `inkLevel` where it is black.
    private static func darkness(_ plane: GrayImage) throws(ReaderError) -> [UInt8] {
        let (width, height) = (plane.width, plane.height)
        let shorter = min(width, height)
        let reduction = shorter >= 640 ? 8 : shorter >= 320 ? 4 : shorter >= 160 ? 2 : 1
        guard let paper = plane.paper(reduction: reduction, window: max(3, shorter / reduction / 6)) else {
            throw ReaderError("the paper of \(width)x\(height) pixels could not be found")
        }
        let columns = Interpolation(from: paper.width, to: width)
        let rows = Interpolation(from: paper.height, to: height)
        var result = [UInt8](repeating: 0, count: plane.pixels.count)
        var paperRow = [Float](repeating: 0, count: paper.width)
        let range = Float(inkLevel - paperLevel)
        plane.pixels.withUnsafeBufferPointer { pixels in
            result.withUnsafeMutableBufferPointer { result in
                for y in 0..<height {
                    let (upper, share) = (rows.first[y] * paper.width, rows.share[y])
                    let lower = min(rows.first[y] + 1, paper.height - 1) * paper.width
                    for x in 0..<paper.width {
                        paperRow[x] = Float(paper.pixels[upper + x]) * (1 - share) + Float(paper.pixels[lower + x]) * share
                    }
                    paperRow.withUnsafeBufferPointer { paperRow in
                        for x in 0..<width {
                            let (left, share) = (columns.first[x], columns.share[x])
                            let right = min(left + 1, paperRow.count - 1)
                            let paper = max(8, paperRow[left] * (1 - share) + paperRow[right] * share)
                            let value = Float(inkLevel) - range * Float(pixels[y * width + x]) / paper
                            result[y * width + x] = UInt8(max(0, min(255, value)))
                        }
                    }
                }
            }
        }
        return result
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

    /// Raises values to those of another color, whose distance from paper counts by `weight`.
    private static func raise(_ values: inout [UInt8], to other: [UInt8], weight: Double) {
        let table = (0..<256).map { UInt8(Double(paperLevel) + Double($0 - paperLevel) * ($0 > paperLevel ? weight : 1)) }
        for i in values.indices where other[i] > paperLevel { values[i] = max(values[i], table[Int(other[i])]) }
    }
}

/// For each of many positions along an axis: the first of two of few samples that it lies between, and the share of the second.
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
}
