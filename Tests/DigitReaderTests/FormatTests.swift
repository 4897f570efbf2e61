import DigitPhoto
import DigitReader
import Foundation
import TestSupport
import Testing

/// One small page, 4071 above 952, in every supported format, made by `Pictures/make.py`.
@Suite struct FormatTests {
    private static let folder = Bundle.module.resourceURL!.appendingPathComponent("Pictures").path
    private static let names = [
        "animated.png", "cmyk.jpg", "color.jpg", "color.webp", "fax.tif", "gray.bmp", "gray.pgm", "gray.png", "negative.png",
        "pages.tif", "progressive.jpg", "sixteen.png",
    ]
    private static let reader: DigitReader = {
        do { return try DigitReader() } catch { fatalError("\(error)") }
    }()

    private static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }

    @Test(arguments: names)
    func reads(name: String) throws {
        let page = try Self.reader.read(contentsOf: "\(Self.folder)/\(name)")
        #expect(page.lines.map(\.text) == ["4071", "952"])
        #expect(page.width == 160 && page.height == 110)
    }

    @Test(arguments: [
        ("animated.gif", "a GIF image, which is not supported"),
        ("animated.webp", "an animated WebP image, which is not supported"),
    ])
    func refuses(name: String, found: String) throws {
        let error = #expect(throws: ReaderError.self) { try Self.reader.read(encoded: Self.bytes(name), name: "x") }
        #expect(error?.description == "x: an image (PNG, JPEG, BMP, PBM, PGM, PPM, TIFF or WebP) expected, found \(found)")
    }

    @Test func pages() throws {
        for (name, count) in [("pages.tif", 3), ("fax.tif", 1), ("gray.png", 1)] {
            #expect(try ImageDocument(Self.bytes(name), name: name).pageCount == count)
        }
        // Wherever the chain of pages breaks off or becomes a cycle, it ends.
        let whole = try Self.bytes("pages.tif")
        for length in 1..<whole.count {
            // A page that is missing counts as one, and is an error.
            #expect((1...4).contains(try ImageDocument(Array(whole.prefix(length)), name: "x").pageCount))
        }
        var random = SplitMix(state: 8)
        for _ in 0..<2000 {
            var bytes = whole
            bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            #expect(try ImageDocument(bytes, name: "x").pageCount <= bytes.count)
        }
    }

    @Test("A damaged file gives a reading or an error", arguments: names)
    func damaged(name: String) throws {
        let whole = try Self.bytes(name)
        var random = SplitMix(state: UInt64(whole.count))
        for round in 0..<24 {
            var bytes = whole
            if round % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            for _ in 0..<round % 7 where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let page = try? Self.reader.read(encoded: bytes, name: "x", pixelLimit: 30_000) else { continue }
            for digit in page.lines.flatMap(\.digits) {
                #expect(digit.box.x >= 0 && digit.box.x + digit.box.width <= page.width)
                #expect(digit.box.y >= 0 && digit.box.y + digit.box.height <= page.height)
            }
        }
    }
}
