import Testing

@testable import DigitImage

struct ReductionTests {
    /// Each pixel is the mean of its square, by a sum of its own.
    @Test(arguments: 1...9) func pixelsAreMeansOfSquares(side: Int) {
        let (width, height) = (50, 31)
        let image = GrayImage(
            width: width, height: height, pixels: (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7 &+ 31 &* $0) }
        )
        let reduced = image.reduced(by: side)
        #expect(reduced.width == width / side && reduced.height == height / side)
        for y in 0..<reduced.height {
            for x in 0..<reduced.width {
                var sum = 0
                for row in 0..<side {
                    for column in 0..<side { sum += Int(image.pixels[(y * side + row) * width + x * side + column]) }
                }
                let mean = Double(sum) / Double(side * side)
                #expect(abs(Double(reduced.pixels[y * reduced.width + x]) - mean) <= 0.5)
            }
        }
    }
}
