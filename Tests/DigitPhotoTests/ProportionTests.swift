import DigitFiles
import DigitPhoto
import Testing

/// Pictures that cost more than their bytes and pixels.
@Suite struct ProportionTests {
    private func word(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }

    private func chunk(_ kind: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(kind.utf8) + data
        return word(data.count) + body + word(Int(crc32(body)))
    }

    /// A PNG of 8 bits, gray (color 0) or with colors and opacity (6).
    private func png(_ width: Int, _ height: Int, color: UInt8 = 0, _ data: [UInt8], extra: [UInt8] = []) -> [UInt8] {
        let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        return start + chunk("IHDR", word(width) + word(height) + [8, color, 0, 0, 0]) + extra + chunk("IDAT", data)
            + chunk("IEND", [])
    }

    private func problem(_ bytes: [UInt8]) -> String {
        do throws(PhotoError) {
            _ = try decodeImage(bytes, name: "x")
            return ""
        } catch { return "\(error.problem)" }
    }

    @Test("Texts and profiles of a PNG are not decompressed") func ancillaryChunks() throws {
        let rows: [UInt8] = [0, 1, 2, 0, 3, 4]
        let plain = png(2, 2, deflateZlib(rows))
        let text = chunk("zTXt", Array("k\0\0".utf8) + deflateZlib([UInt8](repeating: 0, count: 1 << 20)))
        let broken = chunk("iCCP", Array("p\0\0broken".utf8)) + chunk("gAMA", [1])
        let image = try decodeImage(plain, name: "plain")
        #expect(image.pixels == [1, 2, 3, 4])
        #expect(try decodeImage(png(2, 2, deflateZlib(rows), extra: text + broken), name: "with texts") == image)
    }

    @Test("Much image data beyond the last row is refused") func tooMuchData() throws {
        // Incompressible numbers (Marsaglia's xorshift).
        var state: UInt32 = 1
        let noise = (0..<600_000).map { _ in
            state ^= state << 13
            state ^= state >> 17
            state ^= state << 5
            return UInt8(truncatingIfNeeded: state >> 8)
        }
        #expect(problem(png(2, 2, deflateZlib(noise))) == "damaged PNG: 2x2 pixels expected, the data has more")
        let sound = png(1000, 599, deflateZlib((0..<599).flatMap { [0] + noise[$0 * 1000..<($0 + 1) * 1000] }))
        #expect(try decodeImage(sound, name: "x").pixels == Array(noise[..<599_000]))
    }

    @Test("More pixels than the file's size allows are refused") func proportion() {
        let data = deflateZlib([0, 0, 0, 0, 0])
        #expect(problem(png(9000, 9000, color: 6, data)).contains("bytes of pixels are read from a file of"))
        #expect(
            problem(png(9000, 9000, color: 5, data)) == "damaged PNG: a valid bit depth and color type expected, found others")
    }

    @Test("Many scans of many pixels are refused") func scans() {
        let frame: [UInt8] = [0xFF, 0xC2, 0, 11, 8, 0x27, 0x10, 0x27, 0x10, 1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0]
        let bytes = [0xFF, 0xD8] + frame + Array(repeatElement(scan, count: 16).joined()) + [0xFF, 0xD9]
        #expect(problem(bytes).contains("pixels in all scans are read"))
    }
}
