import DigitImage
import DigitReader
import Testing

/// Pictures that are much longer than high.
@Suite struct StripTests {
    private let reader: DigitReader

    init() throws { reader = try DigitReader() }

    @Test("A number on a very long strip is read, although the strip is reduced")
    func longStrip() throws {
        var page = SyntheticPage(width: 24_000, height: 280)
        page.write("31415926", x: 400, y: 70, size: 130, pitch: 120)
        let reading = try reader.read(page.picture())
        #expect(reading.lines.map(\.text) == ["31415926"] && reading.width == 24_000)
        let box = try #require(reading.lines.first?.box)
        #expect(abs(box.x - 430) < 40 && abs(box.width - 930) < 80)
    }

    @Test("A strip that could not be reduced is refused")
    func thinStrip() throws {
        let strip = GrayImage(width: 2_000_001, height: 2, pixels: [UInt8](repeating: 255, count: 4_000_002))
        let error = #expect(throws: ReaderError.self) { try reader.read(strip) }
        #expect(
            error?.description == "a picture with sides whose ratio is at most 1000000 expected, got 2000001x2")
        #expect(throws: ReaderError.self) { try reader.room(on: strip) }
    }
}
