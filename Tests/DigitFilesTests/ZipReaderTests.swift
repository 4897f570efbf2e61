import DigitFiles
import Testing

@Suite struct ZipReaderTests {
    @Test(
        "Only stored and deflated members are read",
        arguments: [
            (9, "Deflate64"), (12, "bzip2"), (14, "LZMA"), (93, "zstd"), (95, "xz"), (97, "compression method 97"),
        ] as [(UInt8, String)])
    func methods(number: UInt8, name: String) throws {
        let members: [ZipWriter.Member] = [.init(name: "a.txt", bytes: [65]), .init(name: "b.txt", bytes: [66])]
        var bytes = try ZipWriter.archive(members, name: "x.zip")
        // The method is in the first member's header and in its entry of the list (APPNOTE.TXT by PKWARE, 4.3.7 and 4.3.12).
        let entry = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
        bytes[8] = number
        bytes[entry + 10] = number
        let archive = try ZipReader(bytes: bytes, name: "x.zip")
        let error = FileError(path: "x.zip", problem: "zip member a.txt: stored or deflated data expected, found \(name)")
        #expect(throws: error) { try archive.member("a.txt") }
        // Members that are not read may be anything.
        #expect(try archive.member("b.txt") == [66])
    }
}
