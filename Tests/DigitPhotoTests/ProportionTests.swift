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

    @Test("Many scans of many pixels are refused, also in a TIFF") func scans() {
        let bytes = jpeg(scans: 16)
        #expect(problem(bytes).contains("pixels in all scans are read"))
        #expect(problem(tiff([], side: 10_000, compression: 7, data: bytes)).contains("pixels in all scans are read"))
    }

    /// The segments of a JPEG of 10,000 x 10,000 pixels, whose scans have no data.
    private func jpeg(_ frame: UInt8 = 0xC2, scans: Int) -> [UInt8] {
        let head: [UInt8] = [0xFF, 0xD8, 0xFF, frame, 0, 11, 8, 0x27, 0x10, 0x27, 0x10, 1, 1, 0x11, 0]
        return head + Array(repeatElement([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0], count: scans).joined()) + [0xFF, 0xD9]
    }

    /// libtiff understands compressions of other types, several numbers, and strips without sizes.
    @Test("The scans of a TIFF are counted however its entries are written, or it is refused") func hiddenScans() {
        let bytes = jpeg(scans: 16)
        func problem(_ entry: (tag: Int, type: Int, count: Int, value: Int)) -> String {
            self.problem(tiff(side: 10_000, compression: 7, entries: [entry], data: bytes))
        }
        let counted: [(tag: Int, type: Int, count: Int, value: Int)] = [
            (259, 3, 2, 7 | 7 << 16), (259, 4, 1, 7), (279, 0, 0, 0), (279, 4, 1, 0),
        ]
        for entry in counted {
            #expect(problem(entry).contains("pixels in all scans are read"), "\(entry)")
        }
        for (tag, type, value) in [(259, 1, 7), (259, 8, 7), (279, 9, bytes.count)] {
            #expect(
                problem((tag, type, 1, value))
                    == "damaged TIFF: numbers of type 3 or 4 expected in entry \(tag), found type \(type)")
        }
    }

    /// libtiff decodes a last strip that is higher than its rows of the picture.
    @Test("A TIFF's strips with more pixels than the picture are refused") func largeStrips() {
        #expect(
            problem(tiff([], compression: 7, data: jpeg(scans: 1)))
                == "damaged TIFF: a strip of at most 8x8 pixels expected, found 10000x10000")
    }

    @Test("JPEG with arithmetic coding is refused, also in a TIFF", arguments: [0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF] as [UInt8])
    func arithmeticCoding(frame: UInt8) {
        let expected = "JPEG: Huffman coding expected, found arithmetic coding, which is not supported"
        let bytes = jpeg(frame, scans: 1)
        #expect(problem(bytes) == expected)
        #expect(problem(tiff([], side: 10_000, compression: 7, data: bytes)) == expected)
    }

    /// libtiff reads all of a strip's bytes for its rows.
    @Test("Strips of a TIFF may share some bytes, but not many") func sharedStrips() throws {
        let (side, size) = (60, 300_000)
        let strip = deflateZlib((0..<side).map { UInt8($0) })
        let plain = (0..<size).map { UInt8($0 % side) }
        for (compression, pixels) in [(1, plain), (8, strip + [UInt8](repeating: 0, count: size - strip.count))] {
            let lists = [8, size].flatMap { number in (0..<side).flatMap { _ in little(number) } }
            let bytes = tiff(
                side: side, compression: compression,
                entries: [(273, 4, side, 8 + size), (278, 4, 1, 1), (279, 4, side, 8 + size + 4 * side)], data: pixels + lists)
            if compression == 1 {
                #expect(try decodeImage(bytes, name: "x").pixels == (0..<side * side).map { UInt8($0 % side) })
            } else {
                let most = 16_000_000 + 2 * bytes.count
                let expected = "damaged TIFF: at most \(most) bytes in all strips or tiles expected, found \(side * size)"
                #expect(problem(bytes) == expected)
            }
        }
    }

    /// A TIFF of gray pixels in one strip, with more entries whose values begin where the strip does.
    private func tiff(
        _ more: [(tag: Int, count: Int)], side: Int = 8, compression: Int = 1, data: [UInt8] = Array(0..<64)
    ) -> [UInt8] {
        tiff(side: side, compression: compression, entries: more.map { ($0.tag, 1, $0.count, 8) }, data: data)
    }

    private func little(_ value: Int, _ count: Int = 4) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// The same with entries added, or put in the place of others; those without values are left out.
    private func tiff(
        side: Int, compression: Int, entries changes: [(tag: Int, type: Int, count: Int, value: Int)], data: [UInt8]
    ) -> [UInt8] {
        let usual: [(tag: Int, type: Int, count: Int, value: Int)] = [
            (256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1), (273, 4, 1, 8),
            (277, 3, 1, 1), (278, 4, 1, side), (279, 4, 1, data.count),
        ]
        let kept = usual.filter { entry in !changes.contains { $0.tag == entry.tag } }
        let entries = (kept + changes.filter { $0.count > 0 }).sorted { $0.tag < $1.tag }
        let fields = entries.flatMap { little($0.tag, 2) + little($0.type, 2) + little($0.count) + little($0.value) }
        return Array("II*\0".utf8) + little(8 + data.count) + data + little(entries.count, 2) + fields + little(0)
    }

    /// libtiff would load all of them; `Benchmarks/bombs` measures the memory.
    @Test("Entries of a TIFF that decoding does not need are not decoded") func foreignEntries() throws {
        let image = try decodeImage(tiff([]), name: "x")
        #expect(image.pixels == (0..<64).map { UInt8($0) })
        #expect(try decodeImage(tiff((0..<100).map { (40_000 + $0, 64) }), name: "x") == image)
        // An odd number of bytes before the directory.
        #expect(try decodeImage(tiff([(40_000, 64)], data: Array(0..<65)), name: "x") == image)
        let document = try ImageDocument(tiff([(305, 64)]), name: "x")
        #expect(try decodeImage(try document.page(0), name: "x") == image)
    }

    @Test("Entries of a TIFF that share their values are refused") func sharedValues() {
        let bytes = tiff([(320, 900), (347, 900)], data: [UInt8](repeating: 0, count: 1000))
        #expect(
            problem(bytes) == "damaged TIFF: at most \(bytes.count) bytes of values expected in a page's directory, found 1800")
    }
}
