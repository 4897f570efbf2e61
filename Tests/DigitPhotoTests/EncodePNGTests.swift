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

    /// One plane of a photo, with a gradient.
    private static func plane(_ start: Int, width: Int = 40, height: Int = 30) -> GrayImage {
        GrayImage(width: width, height: height, pixels: (0..<width * height).map { UInt8((start + $0 / 9) % 256) })
    }

    @Test("A photo is shown in gray or in colors, as it is", arguments: [1, 3])
    func shown(planeCount: Int) throws {
        let planes = (0..<planeCount).map { Self.plane(50 * $0) }
        let photo = PhotoPlanes(sourceWidth: 40, sourceHeight: 30, planes: planes)
        let bytes = try encodePNG(photo, mostPixels: 1_200)
        // Bit depth 8; color type 0 for gray, 2 for colors.
        #expect(bytes[24...25] == [8, planeCount == 1 ? 0 : 2])
        #expect(try decodePlanes(bytes, name: "x", pixelsWanted: .max >> 8).planes == planes)
    }

    @Test("A large photo is reduced by a whole number", arguments: [(1_200, 1), (1_199, 2), (300, 2), (299, 3), (1, 21)])
    func reduced(mostPixels: Int, side: Int) throws {
        let photo = PhotoPlanes(sourceWidth: 40, sourceHeight: 30, planes: [Self.plane(0)])
        let image = try decodeImage(encodePNG(photo, mostPixels: mostPixels), name: "x")
        #expect(image == Self.plane(0).reduced(by: side))
    }

    @Test("A picture without pixels is refused")
    func empty() {
        let error = #expect(throws: PhotoError.self) { try encodePNG(GrayImage(width: 0, height: 4, pixels: [])) }
        #expect(error?.description == "PNG: a picture of at least 1x1 pixels expected, got 0x4")
    }
}
