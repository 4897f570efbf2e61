import DigitPhoto
import Foundation
import Testing

@Suite struct PhotoErrorTests {
    /// The whole error line of decoding `bytes`.
    private func message(_ bytes: [UInt8], pixelLimit: Int = defaultPixelLimit) -> String {
        do {
            _ = try decodeImage(bytes, name: "file", pixelLimit: pixelLimit)
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "Errors say what files that are not images are",
        arguments: [
            ("%PDF-1.7 ...", "a PDF document, whose pages are read one by one"), ("hello\nworld", "text"),
            ("GIF89a", "a GIF image, which is not supported"),
            ("<svg xmlns", "an SVG drawing"), ("PK\u{3}\u{4}...", "a zip archive"), ("P5", "text"),
            ("BM is text as well", "text"),
            ("\u{0}\u{0}\u{8}\u{3}\u{0}", "an IDX file"), ("\u{7f}ELF", "a file that starts with the bytes 0x7f 0x45 0x4c 0x46"),
        ])
    func otherFiles(text: String, name: String) {
        #expect(
            message(Array(text.utf8)) == "file: an image (PNG, JPEG, BMP, PBM, PGM, PPM, TIFF or WebP) expected, found \(name)")
    }

    @Test("Empty, missing and a directory")
    func unreadable() {
        #expect(message([]) == "file: an image expected, the file is empty (0 bytes)")
        let missing = #expect(throws: PhotoError.self) { try decodeImage(at: "/no/such/file.png") }
        #expect(missing?.description.hasPrefix("/no/such/file.png: ") == true)
        let folder = #expect(throws: PhotoError.self) { try decodeImage(at: Golden.folder) }
        #expect(folder?.description.lowercased().contains("directory") == true)
    }

    @Test("An image over the limit is refused before it is decoded")
    func tooLarge() {
        // Headers that promise 12000x10000 pixels, with next to nothing behind them.
        var png = Golden.named("gray8.png").bytes
        png.replaceSubrange(16..<24, with: [0, 0, 0x2E, 0xE0, 0, 0, 0x27, 0x10])
        var bmp = Golden.named("rgb24.bmp").bytes
        bmp.replaceSubrange(18..<26, with: [0xE0, 0x2E, 0, 0, 0x10, 0x27, 0, 0])
        var jpeg = Golden.named("gray.jpg").bytes
        let frame = jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC0] as [UInt8]) }!
        jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0x27, 0x10, 0x2E, 0xE0])
        let pgm = Array("P5 12000 10000 255\n".utf8)
        for bytes in [png, bmp, jpeg, pgm] {
            #expect(message(bytes) == "file: 12000x10000 pixels are 120 megapixels, at most 100 are read")
        }
    }

    @Test("A second frame header does not hide the size of the first")
    func secondFrame() {
        let huge: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0]
        let small: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]
        #expect(message([0xFF, 0xD8] + huge + scan + small + [0xFF, 0xD9]).contains("65535x65535 pixels"))
        let scans = [[UInt8]](repeating: scan, count: 101).flatMap { $0 }
        #expect(message([0xFF, 0xD8] + small + scans + [0xFF, 0xD9]) == "file: at most 100 JPEG scans are read, found more")
    }

    @Test("The caller's limit holds to the pixel", arguments: Golden.all)
    func ownLimit(golden: Golden) {
        let error = #expect(throws: PhotoError.self) { try decodeImage(golden.bytes, name: "x", pixelLimit: 37 * 23 - 1) }
        guard case .tooLarge = error?.problem else { return #expect(Bool(false), "\(error as Any)") }
        #expect(throws: Never.self) { try decodeImage(golden.bytes, name: "x", pixelLimit: 37 * 23) }
    }

    @Test("Sizes of zero and sizes that overflow")
    func absurdSizes() {
        var png = Golden.named("gray8.png").bytes
        png.replaceSubrange(16..<24, with: [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(message(png) == "file: damaged image: size at least 1x1 expected, found 0x1")
        png.replaceSubrange(16..<24, with: [UInt8](repeating: 0xFF, count: 8))
        #expect(message(png).hasPrefix("file: 4294967295x4294967295 pixels are "))
        #expect(message(Array("P2 99999999999999999999999 99999999999999999999 1 0".utf8)).contains("megapixels"))
    }

    @Test("A compressed BMP and a PGM without depth")
    func unsupported() {
        var bmp = Golden.named("gray8.bmp").bytes
        bmp[30] = 1
        #expect(message(bmp) == "file: a BMP without compression expected, found compression 1")
        #expect(message(Array("P5 2 2 0\n1234".utf8)) == "file: damaged PGM: a largest value of 1...65535 expected, found 0")
        #expect(
            message(Array("P2 2 2 9\n1 2 x".utf8)).hasPrefix("file: truncated PGM")
                || message(Array("P2 2 2 9\n1 2 x 4".utf8)).hasPrefix("file: damaged PGM"))
    }

    @Test(
        "Truncated files",
        arguments: [
            ("gray8.png", "truncated PNG: "), ("gray.jpg", "truncated JPEG: "), ("raw.pgm", "truncated PGM: "),
            ("gray8.bmp", "truncated BMP: "),
        ])
    func truncated(name: String, start: String) {
        let bytes = Golden.named(name).bytes
        #expect(message(Array(bytes.prefix(bytes.count / 2))).hasPrefix("file: " + start))
    }
}
