import DigitImage
import DigitPhoto
import Testing

/// Pictures with one and eight bits for each pixel, whose rows do not fill whole words.
struct PackedPixelTests {
    /// An uncompressed TIFF in gray.
    /// - Parameter photometric: 0 if zero is white, 1 if it is black.
    private static func tiff(width: Int, height: Int, bits: Int, photometric: Int, _ data: [UInt8]) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        // Little-endian; one directory of nine entries, then the pixels.
        let start = 8 + 2 + 9 * 12 + 4
        let entries = [
            (256, width), (257, height), (258, bits), (259, 1), (262, photometric), (273, start), (277, 1), (278, height),
            (279, data.count),
        ]
        let directory = entries.flatMap { number($0.0, 2) + number(4, 2) + number(1, 4) + number($0.1, 4) }
        return [0x49, 0x49] + number(42, 2) + number(8, 4) + number(entries.count, 2) + directory + number(0, 4) + data
    }

    @Test(arguments: [1, 7, 31, 32, 33, 64, 77], [0, 1]) func bits(width: Int, photometric: Int) throws {
        let isSet = (0..<3 * width).map { $0 * 7919 % 11 < 5 }
        var data: [UInt8] = []
        for row in 0..<3 {
            for first in stride(from: 0, to: width, by: 8) {
                let places = first..<min(first + 8, width)
                data.append(places.reduce(0) { $0 | (isSet[row * width + $1] ? 0x80 >> UInt8($1 - first) : 0) })
            }
        }
        let file = Self.tiff(width: width, height: 3, bits: 1, photometric: photometric, data)
        let image = try decodeImage(file, name: "bits.tif")
        #expect([image.width, image.height] == [width, 3])
        #expect(image.pixels == isSet.map { $0 == (photometric == 1) ? 255 : 0 })
    }

    @Test(arguments: [1, 2, 3, 4, 5, 37]) func bytes(width: Int) throws {
        let data = (0..<3 * width).map { UInt8($0 * 7919 % 251) }
        let file = Self.tiff(width: width, height: 3, bits: 8, photometric: 1, data)
        #expect(try decodeImage(file, name: "gray.tif").pixels == data)
    }
}
