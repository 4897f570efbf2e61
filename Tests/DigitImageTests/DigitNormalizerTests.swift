import DigitImage
import TestSupport
import Testing

@Suite struct DigitNormalizerTests {
    private static let cases = [
        "small", "tiny", "binary", "paper", "pencil", "noise", "shadow", "specks", "bar", "wide", "frame",
    ]
    private let normalizer = DigitNormalizer()

    @Test("Results match NumPy, SciPy and Pillow", arguments: cases)
    func reference(name: String) throws {
        let difference = try normalizer.normalize(golden(name)).difference(to: golden("\(name).expected"))
        #expect(difference.mean < 0.1 && difference.largest <= 2, "\(difference)")
    }

    @Test("Either polarity gives the same digit", arguments: cases)
    func polarity(name: String) throws {
        let picture = golden(name)
        #expect(try normalizer.normalize(picture.negative).difference(to: normalizer.normalize(picture)).largest == 0)
    }

    @Test("A given polarity is used", arguments: cases)
    func givenPolarity(name: String) throws {
        let isDark = !["small", "tiny", "binary", "bar", "wide"].contains(name)
        let given = DigitNormalizer(polarity: isDark ? .darkInk : .brightInk)
        #expect(try given.normalize(golden(name)) == normalizer.normalize(golden(name)))
        let wrong = DigitNormalizer(polarity: isDark ? .brightInk : .darkInk)
        #expect((try? wrong.normalize(golden(name))) != (try normalizer.normalize(golden(name))))
    }

    @Test("MNIST's images stay almost unchanged", arguments: 0..<20)
    func mnist(index: Int) throws {
        let digit = mnistDigits[index]
        let difference = try normalizer.normalize(digit).difference(to: digit)
        #expect(difference.mean < 1, "\(difference)")
    }

    @Test("Wherever the digit is and however large, it comes out the same", arguments: [1, 2, 5, 13], [0, 3])
    func scaleAndPlace(factor: Int, index: Int) throws {
        let expected = try normalizer.normalize(mnistDigits[index])
        let large = mnistDigits[index].enlarged(factor)
        let placed = large.placed(inWidth: large.width + 200, height: large.height + 90, x: 17 * factor / 2, y: 3)
        let difference = try normalizer.normalize(placed).difference(to: expected)
        #expect(difference.largest <= 2, "\(difference)")
    }

    @Test("The center of mass is at pixel (14, 14), to half a pixel", arguments: 0..<20)
    func centered(index: Int) throws {
        let shifted = mnistDigits[index].placed(inWidth: 60, height: 50, x: 30, y: 1)
        let center = try normalizer.normalize(shifted).centerOfMass
        #expect(abs(center.x - 14) <= 0.5 && abs(center.y - 14) <= 0.5, "\(center)")
    }

    @Test("The longer side is 20 pixels, and the aspect ratio is kept", arguments: [(80, 10), (10, 80), (50, 50), (1, 300)])
    func box(width: Int, height: Int) throws {
        let bar = GrayImage(width: width, height: height, pixels: [UInt8](repeating: 255, count: width * height))
        let digit = try normalizer.normalize(bar.placed(inWidth: width + 40, height: height + 40, x: 20, y: 20))
        let columns = (0..<28).filter { x in (0..<28).contains { digit.pixels[$0 * 28 + x] > 0 } }.count
        let rows = (0..<28).filter { y in digit.pixels[y * 28..<(y + 1) * 28].contains { $0 > 0 } }.count
        let longer = max(width, height)
        #expect(columns == max(1, (width * 20 + longer / 2) / longer) && rows == max(1, (height * 20 + longer / 2) / longer))
    }

    @Test("A hairline still reaches full ink")
    func hairline() throws {
        var page = GrayImage(width: 400, height: 500, pixels: [UInt8](repeating: 230, count: 200_000))
        for y in 100..<400 { page.pixels[y * 400 + 200] = 60 }
        for x in 150..<200 { page.pixels[150 * 400 + x] = 60 }
        #expect(try normalizer.normalize(page).pixels.max() == 255)
    }

    @Test("Blank paper is not a digit", arguments: [0, 128, 255] as [UInt8])
    func blank(level: UInt8) {
        let blank = GrayImage(width: 40, height: 30, pixels: [UInt8](repeating: level, count: 1200))
        #expect(throws: DigitImageError.noInk(contrast: 0, needed: 16)) { try normalizer.normalize(blank) }
    }

    @Test("Noise alone is not a digit")
    func noiseAlone() {
        var random = SplitMix(state: 3)
        for spread in [2, 5, 10, 20] {
            let pixels = (0..<40_000).map { _ in
                // The sum of four dice is near enough to a normal distribution.
                UInt8(180 + (0..<4).reduce(0) { sum, _ in sum + Int.random(in: -spread...spread, using: &random) } / 2)
            }
            let page = GrayImage(width: 200, height: 200, pixels: pixels)
            #expect(throws: DigitImageError.self) { try normalizer.normalize(page) }
        }
    }

    @Test("Pictures without pixels, of one pixel, of one row")
    func degenerate() throws {
        #expect(throws: DigitImageError.empty) { try normalizer.normalize(GrayImage(width: 0, height: 5, pixels: [])) }
        #expect(throws: DigitImageError.self) { try normalizer.normalize(GrayImage(width: 1, height: 1, pixels: [9])) }
        let row = GrayImage(width: 5, height: 1, pixels: [0, 0, 255, 0, 0])
        #expect(try normalizer.normalize(row).width == 28)
        #expect(try normalizer.normalize(row.oriented(6)).width == 28)
    }

    @Test("Random pictures of random sizes give a digit or an error")
    func random() {
        var random = SplitMix(state: 11)
        for _ in 0..<3000 {
            let (width, height) = (Int.random(in: 1...40, using: &random), Int.random(in: 1...40, using: &random))
            let top = UInt8.random(in: 0...255, using: &random)
            let share = Int.random(in: 1...10, using: &random)
            let pixels = (0..<width * height).map { _ in
                Int.random(in: 0..<10, using: &random) < share ? UInt8.random(in: 0...top, using: &random) : top
            }
            let digit = try? normalizer.normalize(GrayImage(width: width, height: height, pixels: pixels))
            #expect(digit == nil || digit?.pixels.max() == 255)
        }
    }
}
