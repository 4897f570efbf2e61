import DigitImage
import Testing

struct ReductionTests {
    /// Each pixel is the mean of a square, rounded: sides that divide the picture and sides that do not.
    @Test(arguments: 1...9) func squaresBecomeTheirMeans(side: Int) {
        let (width, height) = (47, 38)
        let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        let reduced = GrayImage(width: width, height: height, pixels: pixels).reduced(by: side)
        #expect([reduced.width, reduced.height] == [width / side, height / side])
        for y in 0..<reduced.height {
            for x in 0..<reduced.width {
                var sum = 0.0
                for row in y * side..<(y + 1) * side {
                    for column in x * side..<(x + 1) * side { sum += Double(pixels[row * width + column]) }
                }
                let mean = sum / Double(side * side)
                #expect(abs(Double(reduced.pixels[y * reduced.width + x]) - mean) <= 0.5 + 1e-6, "(\(x), \(y))")
            }
        }
    }

    /// The brightest squares stay white.
    @Test(arguments: [2, 3, 8, 40]) func whiteStaysWhite(side: Int) {
        let white = GrayImage(width: 80, height: 80, pixels: [UInt8](repeating: 255, count: 6400))
        #expect(white.reduced(by: side).pixels.allSatisfy { $0 == 255 })
    }
}

struct RankTests {
    @Test(arguments: [0, 1, 99, 199]) func valuesAreThoseOfSortedPixels(rank: Int) {
        let image = GrayImage(width: 20, height: 10, pixels: (0..<200).map { UInt8($0 * 7919 % 90) })
        #expect(image.value(atRank: rank) == image.pixels.sorted()[rank])
    }
}
