import DigitImage
import DigitPhoto
import Foundation
import TestSupport
import Testing

@Suite struct EncodePNGTests {
    /// Sizes whose rows do and do not end at a word's end.
    @Test("A gray picture is decoded unchanged", arguments: [1, 2, 3, 4, 5, 37])
    func gray(width: Int) throws {
        var random = SplitMix(state: UInt64(width))
        let pixels = (0..<width * 11).map { _ in UInt8.random(in: 0...255, using: &random) }
        let image = GrayImage(width: width, height: 11, pixels: pixels)
        #expect(try decodeImage(encodePNG(image), name: "x") == image)
    }

    @Test("Colors are where they belong")
    func color() throws {
        let pixels: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 10, 20, 30]
        let bytes = try encodePNG(ColorImage(width: 3, height: 2, pixels: pixels))
        // 24 bits of color: bit depth 8, color type 2.
        #expect(bytes[24...25] == [8, 2])
        // ITU-R BT.601, rounded.
        #expect(try decodeImage(bytes, name: "x").pixels == [76, 150, 29, 255, 0, 18])
    }

    @Test("A picture without pixels is refused")
    func empty() {
        let error = #expect(throws: PhotoError.self) { try encodePNG(GrayImage(width: 0, height: 4, pixels: [])) }
        #expect(error?.description == "PNG: a picture of at least 1x1 pixels expected, got 0x4")
    }
}
