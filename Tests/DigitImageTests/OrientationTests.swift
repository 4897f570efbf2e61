import DigitImage
import Testing

@Suite struct OrientationTests {
    /// 1 2 3
    /// 4 5 6
    private let picture = GrayImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6])

    @Test(
        "Each EXIF orientation",
        arguments: [
            (1, 3, [1, 2, 3, 4, 5, 6]), (2, 3, [3, 2, 1, 6, 5, 4]), (3, 3, [6, 5, 4, 3, 2, 1]), (4, 3, [4, 5, 6, 1, 2, 3]),
            (5, 2, [1, 4, 2, 5, 3, 6]), (6, 2, [4, 1, 5, 2, 6, 3]), (7, 2, [6, 3, 5, 2, 4, 1]), (8, 2, [3, 6, 2, 5, 1, 4]),
            (0, 3, [1, 2, 3, 4, 5, 6]), (9, 3, [1, 2, 3, 4, 5, 6]),
        ] as [(Int, Int, [UInt8])])
    func each(orientation: Int, width: Int, pixels: [UInt8]) {
        #expect(picture.oriented(orientation) == GrayImage(width: width, height: 6 / width, pixels: pixels))
    }
}
