import DigitPhoto
import Testing

@Suite struct KnownFileTests {
    @Test("Every picture is known by its beginning", arguments: Golden.all)
    func pictures(golden: Golden) { #expect(isKnownFile(golden.bytes)) }

    @Test(
        "Files that are no pictures are known too",
        arguments: ["%PDF-1.7", "\u{1}\u{2}%PDF-1.4", "GIF89a", "<svg ", "PK\u{3}\u{4}", "\0\0\0\u{18}ftypheic", "P7\n"])
    func others(start: String) { #expect(isKnownFile(Array(start.utf8) + [UInt8](repeating: 0, count: 700))) }

    @Test("Pixels are not, whatever their level", arguments: [0, 31, 80, 137, 255] as [UInt8])
    func pixels(level: UInt8) { #expect(!isKnownFile([UInt8](repeating: level, count: 784))) }
}
