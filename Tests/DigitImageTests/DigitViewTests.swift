import DigitImage
import Testing

@Suite struct DigitViewTests {
    /// A bar 40 rows high that leans to the right by this many columns for each row, with soft edges.
    private func bar(leaning slant: Double) -> GrayImage {
        let (width, height) = (80, 40)
        var pixels = [UInt8](repeating: 0, count: width * height)
        for y in 0..<height {
            let middle = 40 + slant * (19.5 - Double(y))
            for x in 0..<width {
                let cover = min(1, max(0, 4 - abs(Double(x) + 0.5 - middle)))
                pixels[y * width + x] = UInt8(255 * cover)
            }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    private func mass(_ image: GrayImage) -> Int { image.pixels.reduce(0) { $0 + Int($1) } }

    @Test("A bar's slant is measured as drawn, and can be removed", arguments: [-0.7, -0.2, 0.05, 0.3, 0.9])
    func slant(drawn: Double) {
        let image = bar(leaning: drawn)
        #expect(abs(Double(image.slant) - drawn) < 0.01)
        let upright = image.withoutSlant(image.slant)
        #expect(abs(upright.slant) < 0.01)
        #expect(upright.width <= 10)
        #expect(abs(mass(upright) - mass(image)) < mass(image) / 50)
    }

    @Test func noInkHasNoSlant() {
        #expect(GrayImage(width: 5, height: 5, pixels: [UInt8](repeating: 0, count: 25)).slant == 0)
        #expect(GrayImage(width: 0, height: 0, pixels: []).slant == 0)
        #expect(GrayImage(width: 7, height: 1, pixels: [0, 0, 255, 255, 0, 0, 0]).slant == 0)
    }

    @Test func viewsChangeWidthAndSlant() throws {
        let ink = bar(leaning: 0.5)
        #expect(DigitView.asWritten(ink) == ink)
        #expect(abs(DigitView(upright: 0.5)(ink).slant - 0.25) < 0.02)
        let wide = DigitView(width: 2)(ink)
        #expect(wide.width == 120 && wide.height == 30)
    }

    @Test("The view as written is the normalizer's")
    func asWritten() throws {
        let picture = golden("paper")
        let views = try DigitNormalizer().normalize(picture, views: DigitView.usual)
        #expect(views.count == DigitView.usual.count)
        #expect(try views[0] == DigitNormalizer().normalize(picture))
        #expect(views.allSatisfy { $0.width == 28 && $0.height == 28 && $0.pixels.max() == 255 })
    }
}
