import DigitFiles
import DigitImage
import DigitPhoto
import Foundation
import TestSupport
import Testing

/// Documents made by `Documents/make.py`, compared with what poppler and Pillow show of their pages.
@Suite struct DocumentTests {
    private static let folder = Bundle.module.resourceURL!.appendingPathComponent("Documents").path
    private static let names = try! FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    private static let scans = names.filter { $0.hasPrefix("scan-") && $0.hasSuffix(".pdf") }
    private static let drawn = names.filter { $0.hasPrefix("drawn-") && $0.hasSuffix(".pdf") }
    private static let hasPoppler = ["pdftoppm", "pdfinfo"].allSatisfy(isProgramInstalled)

    private static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }

    private static func expected(_ name: String, page: Int) throws -> GrayImage {
        let stem = name.split(separator: ".")[0]
        return try decodeImage(at: "\(folder)/\(stem).\(page + 1).pgm")
    }

    /// The mean difference of two pictures of one size, and the largest.
    private static func difference(_ a: GrayImage, _ b: GrayImage) -> (mean: Double, largest: Int) {
        guard a.width == b.width, a.height == b.height else { return (255, 255) }
        let differences = zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }
        return (Double(differences.reduce(0, +)) / Double(differences.count), differences.max() ?? 0)
    }

    @Test("A scan is extracted unchanged, in any orientation", arguments: scans)
    func scan(name: String) throws {
        for document in [try ImageDocument(at: "\(Self.folder)/\(name)"), try ImageDocument(Self.bytes(name), name: name)] {
            #expect(document.hasPages)
            #expect(document.pageCount == (["scan-pages.pdf", "scan-packed.pdf", "scan-linear.pdf"].contains(name) ? 3 : 1))
            for page in 0..<document.pageCount {
                let image = try decodeImage(try document.page(page), name: name)
                let (mean, largest) = Self.difference(image, try Self.expected(name, page: page))
                // Decoders of JPEG round differently, and luminance is rounded once more.
                #expect(mean <= 0.5 && largest <= (name.contains("jpeg-color") ? 16 : 0), "\(name): \(mean) \(largest)")
            }
        }
    }

    @Test("The page reader and the decoder see the same size", arguments: scans)
    func planes(name: String) throws {
        let file = try ImageDocument(at: "\(Self.folder)/\(name)").page(0)
        let (color, gray) = (try decodeColorImage(file, name: name), try decodeImage(file, name: name))
        #expect(color.width == gray.width && color.height == gray.height)
    }

    @Test("Pages that are more than a scan are rendered", .enabled(if: hasPoppler), arguments: drawn)
    func drawing(name: String) throws {
        let document = try ImageDocument(at: "\(Self.folder)/\(name)")
        for page in 0..<document.pageCount {
            let image = try decodeImage(try document.page(page), name: name)
            let expected = try Self.expected(name, page: page)
            // 300 dots per inch, compared with 72.
            #expect(abs(Double(image.width) / Double(expected.width) - 300 / 72) < 0.1)
            #expect(abs(Double(image.height) / Double(expected.height) - 300 / 72) < 0.1)
            let ink = { (image: GrayImage) in
                image.pixels.reduce(0.0) { $0 + 255 - Double($1) } / Double(255 * image.pixels.count)
            }
            #expect(abs(ink(image) - ink(expected)) < 0.02)
        }
    }

    @Test("TIFF pages are extracted one by one, unchanged", arguments: ["pages.tif", "strips.tif"])
    func tiff(name: String) throws {
        let document = try ImageDocument(at: "\(Self.folder)/\(name)")
        #expect(document.hasPages && document.pageCount == (name == "pages.tif" ? 3 : 2))
        for page in 0..<document.pageCount {
            let file = try document.page(page)
            #expect(try ImageDocument(file, name: name).pageCount == 1)
            let image = try decodeImage(file, name: name)
            #expect(Self.difference(image, try Self.expected(name, page: page)).largest <= (page == 2 ? 16 : 0))
            #expect(file.count < 20_000)
        }
    }

    @Test("HEIC by libheif's program", .enabled(if: isProgramInstalled("heif-enc") && isProgramInstalled("heif-convert")))
    func heic() throws {
        let name = FileManager.default.temporaryDirectory.appending(path: "digits-\(getpid()).heic").path
        defer { try? FileManager.default.removeItem(atPath: name) }
        let png = FileManager.default.temporaryDirectory.appending(path: "digits-\(getpid()).png").path
        defer { try? FileManager.default.removeItem(atPath: png) }
        let picture = try Self.expected("scan-flate-gray.pdf", page: 0)
        try writeFile(try encodePNG(picture), to: png)
        _ = try runProgram(["heif-enc", "-q", "95", "-o", name, png], limits: ProgramLimits(output: 1 << 20))
        for document in [try ImageDocument(at: name), try ImageDocument(try readFile(name, limit: 1 << 20), name: "x")] {
            let image = try decodeImage(try document.page(0), name: "x")
            #expect(!document.hasPages && Self.difference(image, picture).mean < 4)
        }
    }

    @Test func encrypted() throws {
        let error = #expect(throws: PhotoError.self) { try ImageDocument(at: "\(Self.folder)/locked.pdf") }
        let expected =
            Self.hasPoppler
            ? "a PDF document that opens without a password expected, found an encrypted one"
            : "this PDF page needs pdfinfo, which is not installed (apt install poppler-utils; brew install poppler)"
        #expect(error?.description == "\(Self.folder)/locked.pdf: \(expected)")
    }

    @Test(.enabled(if: hasPoppler)) func nothing() throws {
        let error = #expect(throws: PhotoError.self) { try ImageDocument(Self.bytes("nothing.pdf"), name: "x") }
        #expect(error?.description.hasPrefix("x: damaged PDF: ") == true)
    }

    @Test func otherFiles() throws {
        let page = [UInt8]("P2 1 1 255 7".utf8)
        let document = try ImageDocument(page, name: "x")
        #expect(document.pageCount == 1 && !document.hasPages && document.name(ofPage: 0) == "x")
        #expect(try document.page(0) == page)
        #expect(try ImageDocument(at: "\(Self.folder)/pages.tif").name(ofPage: 1) == "\(Self.folder)/pages.tif page 2")
        #expect(throws: PhotoError.self) { try ImageDocument(at: "\(Self.folder)/none.pdf") }
    }

    @Test("A page beyond the caller's pixel limit")
    func tooLarge() throws {
        let document = try ImageDocument(at: "\(Self.folder)/scan-flate-gray.pdf")
        let error = #expect(throws: PhotoError.self) { try document.page(0, pixelLimit: 1000) }
        #expect(error?.problem == .tooLarge(width: 92, height: 61, limit: 1000))
    }

    @Test(
        "Damaged documents give pages or an error",
        arguments: [
            "scan-pages.pdf", "scan-packed.pdf", "scan-searchable.pdf", "scan-g4-1bit.pdf", "pages.tif", "strips.tif",
        ])
    func damaged(name: String) throws {
        let whole = try Self.bytes(name)
        var random = SplitMix(state: UInt64(whole.count))
        for round in 0..<(Self.hasPoppler ? 12 : 200) {
            var bytes = whole
            if round % 5 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &random)) }
            for _ in 0..<1 + round % 9 {
                bytes[Int.random(in: 8..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do throws(PhotoError) {
                let document = try ImageDocument(bytes, name: name)
                for page in 0..<min(4, document.pageCount) {
                    _ = try decodeImage(try document.page(page, pixelLimit: 1_000_000), name: name, pixelLimit: 1_000_000)
                }
            } catch { #expect(!error.description.contains("\n")) }
        }
    }
}
