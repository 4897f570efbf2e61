import DigitImage
import Testing

@Suite struct ReversedBandTests {
    private let normalizer = DigitNormalizer()

    /// The picture with some columns' or rows' pixels inverted.
    private func reversing(_ range: Range<Int>, ofRows isRows: Bool, in picture: GrayImage) -> GrayImage {
        var pixels = picture.pixels
        for i in pixels.indices where range.contains(isRows ? i / picture.width : i % picture.width) {
            pixels[i] = 255 - pixels[i]
        }
        return GrayImage(width: picture.width, height: picture.height, pixels: pixels)
    }

    /// If a stroke's edge runs along most of the band's, the band cannot be recognized: in two or three of forty.
    @Test("Nearly all digits over a reversed band are normalized as without it", arguments: [1, 3], [false, true])
    func band(factor: Int, isDark: Bool) throws {
        var same = 0
        for digit in mnistDigits.map({ $0.enlarged(factor) }) {
            let expected = try normalizer.normalize(digit)
            for isRows in [false, true] {
                let reversed = reversing(7 * factor..<21 * factor, ofRows: isRows, in: isDark ? digit.negative : digit)
                if try normalizer.normalize(reversed).difference(to: expected).largest <= 2 { same += 1 }
            }
        }
        #expect(same >= 37, "of \(2 * mnistDigits.count)")
    }

    @Test("A bright digit on a meter's dark wheel is read without the frame", arguments: 0..<5)
    func meter(index: Int) throws {
        let wheel = mnistDigits[index].enlarged(2)
        let framed = wheel.placed(inWidth: 100, height: 56, x: 22, y: 0, level: 235)
        let difference = try normalizer.normalize(framed).difference(to: normalizer.normalize(wheel))
        #expect(difference.mean < 2, "\(difference)")
    }

    @Test("Strokes that touch both borders are not a band")
    func strokes() throws {
        // A bar, a 0 with round corners, two bars, a slanted bar: each cropped as closely as can be.
        let shapes: [(String, (_ x: Int, _ y: Int) -> Bool)] = [
            ("bar", { x, _ in (10..<18).contains(x) }),
            (
                "corners",
                { x, y in
                    (4..<24).contains(x) && !((9..<19).contains(x) && (5..<23).contains(y))
                        && ((8..<20).contains(x) || (4..<24).contains(y))
                }
            ),
            ("two bars", { x, _ in (4..<9).contains(x) || (19..<24).contains(x) }),
            ("slanted", { x, y in (8 + y / 4..<14 + y / 4).contains(x) }),
        ]
        for (name, isInk) in shapes {
            let picture = GrayImage(width: 28, height: 28, pixels: (0..<784).map { isInk($0 % 28, $0 / 28) ? 255 : 0 })
            let given = DigitNormalizer(polarity: .brightInk)
            #expect(try normalizer.isolateInk(in: picture) == given.isolateInk(in: picture), "\(name)")
        }
    }
}
