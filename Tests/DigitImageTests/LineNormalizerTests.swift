import DigitImage
import Testing

@Suite struct LineNormalizerTests {
    private let normalizer = LineNormalizer()

    /// Strokes on paper, drawn at any size: `ink` 0 ... 1 at a position in units of the picture's height.
    private func picture(width: Int, height: Int, paper: (Double, Double) -> Double, contrast: Double) -> GrayImage {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let (u, v) = ((Double(x) + 0.5) / Double(height), (Double(y) + 0.5) / Double(height))
                let isInk =
                    (abs(u - 0.6) < 0.06 && v > 0.15 && v < 0.85) || abs(abs((u - 1.6, v - 0.5).0) + abs(v - 0.5) - 0.3) < 0.07
                pixels.append(UInt8((255 * paper(u, v) * (isInk ? 1 - contrast : 1)).rounded()))
            }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    /// The definition in double precision, pixel by pixel.
    private func reference(_ image: GrayImage) -> [Double] {
        let width = max(1, Int((Double(image.width) * 32 / Double(image.height)).rounded()))
        var gray = [Double](repeating: 0, count: 32 * width)
        for y in 0..<32 {
            for x in 0..<width { gray[y * width + x] = sample(image, x, y, width) }
        }
        /// The extreme value of the 25x25 pixels around each.
        func extremes(_ values: [Double], _ extreme: (Double, Double) -> Double) -> [Double] {
            values.indices.map { i in
                let (x, y) = (i % width, i / width)
                var result = values[i]
                for row in max(0, y - 12)...min(31, y + 12) {
                    for column in max(0, x - 12)...min(width - 1, x + 12) {
                        result = extreme(result, values[row * width + column])
                    }
                }
                return result
            }
        }
        let average = gray.indices.map { i in
            let (x, y) = (i % width, i / width)
            var sum = 0.0
            for row in y - 1...y + 1 {
                for column in x - 1...x + 1 { sum += gray[min(31, max(0, row)) * width + min(width - 1, max(0, column))] }
            }
            return sum / 9
        }
        let smooth = extremes(extremes(average, max), min)
        let sharp = extremes(extremes(gray, max), min)
        let ink = gray.indices.map { max(0, 1 - gray[$0] / max(16.0 / 255, min(smooth[$0], sharp[$0]))) }
        let full = max(16.0 / 255, ink.sorted(by: >)[Int(Double(ink.count) * 0.005)])
        return ink.map { min(1, $0 / full) }
    }

    /// The mean over a new pixel's area, or the bilinear value at its center if the picture grows, along each axis.
    private func sample(_ image: GrayImage, _ x: Int, _ y: Int, _ width: Int) -> Double {
        func weights(_ i: Int, _ old: Int, _ new: Int) -> [(Int, Double)] {
            let scale = Double(old) / Double(new)
            if new < old {
                let (low, high) = (Double(i) * scale, Double(i + 1) * scale)
                return (0..<old).compactMap { k in
                    let part = min(high, Double(k + 1)) - max(low, Double(k))
                    return part > 0 ? (k, part / scale) : nil
                }
            }
            let middle = min(Double(old - 1), max(0, (Double(i) + 0.5) * scale - 0.5))
            let k = Int(middle)
            return [(k, 1 - middle + Double(k)), (min(old - 1, k + 1), middle - Double(k))]
        }
        var sum = 0.0
        for (row, down) in weights(y, image.height, 32) {
            for (column, across) in weights(x, image.width, width) {
                sum += down * across * Double(image.pixels[row * image.width + column])
            }
        }
        return sum / 255
    }

    private func difference(_ one: [Float], _ other: [Double]) -> (mean: Double, most: Double) {
        let differences = zip(one, other).map { abs(Double($0) - $1) }
        return (differences.reduce(0, +) / Double(differences.count), differences.max() ?? 1)
    }

    @Test(arguments: [(80, 20), (128, 32), (300, 70), (97, 33), (9, 40), (3, 3)])
    func agreesWithTheDefinition(width: Int, height: Int) throws {
        let image = picture(width: width, height: height, paper: { u, v in 0.9 - 0.1 * u - 0.1 * v }, contrast: 0.7)
        let strip = try normalizer.normalize(image)
        let expected = reference(image)
        #expect(strip.values.count == expected.count)
        // Full ink is found to a thousandth of the strongest.
        #expect(difference(strip.values, expected).most < 0.004)
    }

    @Test func contrastAndBrightnessDoNotMatter() throws {
        let strong = try normalizer.normalize(picture(width: 160, height: 64, paper: { _, _ in 1 }, contrast: 0.9))
        for (paper, contrast) in [(1.0, 0.3), (0.5, 0.8), (0.7, 0.25), (0.35, 0.5)] {
            let other = try normalizer.normalize(picture(width: 160, height: 64, paper: { _, _ in paper }, contrast: contrast))
            #expect(difference(other.values, strong.values.map(Double.init)).most < 0.05, "paper \(paper), contrast \(contrast)")
        }
    }

    @Test func shadowsDoNotMatter() throws {
        let even = try normalizer.normalize(picture(width: 160, height: 64, paper: { _, _ in 0.9 }, contrast: 0.8))
        let shaded = try normalizer.normalize(
            picture(width: 160, height: 64, paper: { u, v in 0.9 - 0.07 * u - 0.05 * v }, contrast: 0.8))
        let (mean, _) = difference(shaded.values, even.values.map(Double.init))
        #expect(mean < 0.04)
        #expect(even.values.max() == 1 && even.values.filter { $0 < 0.02 }.count > even.values.count / 2)
    }

    @Test(arguments: [0.3, 0.9, 1.35]) func theEdgeOfAShadowIsNoInk(edge: Double) throws {
        let even = try normalizer.normalize(picture(width: 160, height: 64, paper: { _, _ in 0.9 }, contrast: 0.8))
        let shaded = try normalizer.normalize(
            picture(width: 160, height: 64, paper: { u, _ in u < edge ? 0.9 : 0.35 }, contrast: 0.8))
        let differences = zip(shaded.values, even.values).map { abs($0 - $1) }
        // The two columns that the edge crosses have something of both.
        #expect(differences.count { $0 > 0.12 } <= 2 * 32)
    }

    @Test func resolutionDoesNotMatter() throws {
        let coarse = try normalizer.normalize(picture(width: 160, height: 64, paper: { _, _ in 0.9 }, contrast: 0.8))
        let fine = try normalizer.normalize(picture(width: 640, height: 256, paper: { _, _ in 0.9 }, contrast: 0.8))
        #expect(coarse.width == 80 && fine.width == 80)
        #expect(difference(fine.values, coarse.values.map(Double.init)).mean < 0.02)
    }

    @Test func whatHasNoInkStaysFaint() throws {
        var pixels = [UInt8](repeating: 200, count: 100 * 40)
        #expect(try normalizer.normalize(GrayImage(width: 100, height: 40, pixels: pixels)).values.allSatisfy { $0 < 1e-4 })
        for i in pixels.indices where i % 7 == 0 { pixels[i] = 197 }
        #expect(try normalizer.normalize(GrayImage(width: 100, height: 40, pixels: pixels)).values.allSatisfy { $0 < 0.25 })
    }

    @Test func anySizeWorksAndNoPixelsAreAnError() throws {
        for (width, height) in [(1, 1), (1, 500), (500, 1), (2, 3), (1000, 8)] {
            let image = GrayImage(width: width, height: height, pixels: [UInt8](repeating: 90, count: width * height))
            let strip = try normalizer.normalize(image)
            #expect(strip.width == LineStrip.width(ofPictureWidth: width, height: height))
            #expect(strip.values.count == 32 * strip.width)
        }
        #expect(throws: DigitImageError.empty) { try normalizer.normalize(GrayImage(width: 0, height: 5, pixels: [])) }
    }
}
