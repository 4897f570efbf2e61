import DigitFiles
import DigitImage
import DigitPhoto
import Foundation
import Testing

/// Documents of `Documents`, damaged in known places: the sound pages are read, and the others are errors.
@Suite struct DamagedDocumentTests {
    private static let folder = Bundle.module.resourceURL!.appendingPathComponent("Documents").path
    private static let hasPoppler = ["pdftoppm", "pdfinfo"].allSatisfy(isProgramInstalled)

    private static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }

    private static func place(of text: String, in bytes: [UInt8], from start: Int = 0) throws -> Int {
        try #require(bytes.indices.dropFirst(start).first { bytes[$0...].starts(with: text.utf8) })
    }

    /// The document with zeros in the second half of a picture's data.
    /// - Parameter filter: the picture's coding.
    private static func halved(_ name: String, filter: String) throws -> [UInt8] {
        var bytes = try bytes(name)
        let picture = try place(of: "/Filter /\(filter)", in: bytes)
        let start = try place(of: "stream\n", in: bytes, from: picture) + 7
        let end = try place(of: "\nendstream", in: bytes, from: start)
        for index in (start + end) / 2..<end { bytes[index] = 0 }
        return bytes
    }

    private static func replacing(_ old: String, _ new: String, in name: String) throws -> [UInt8] {
        var bytes = try bytes(name)
        let place = try place(of: old, in: bytes)
        bytes.replaceSubrange(place..<place + old.utf8.count, with: new.utf8)
        return bytes
    }

    /// The error of a page; nil if it can be decoded.
    private static func error(ofPage page: Int, of document: ImageDocument) -> String? {
        do throws(PhotoError) {
            _ = try decodeImage(try document.page(page), name: document.name(ofPage: page))
            return nil
        } catch { return error.description }
    }

    @Test(
        "A damaged picture that is extracted",
        arguments: [
            ("scan-jpeg-gray.pdf", "DCTDecode", "truncated JPEG: an end marker expected"),
            ("scan-g4-1bit.pdf", "CCITTFaxDecode", "damaged PDF: 61 rows of fax data expected, found 27"),
            ("scan-g3-1bit.pdf", "CCITTFaxDecode", "damaged PDF: 61 rows of fax data expected, found 31"),
            ("scan-flate-gray.pdf", "FlateDecode", "damaged PDF: "),
            ("scan-predicted-color.pdf", "FlateDecode", "damaged PDF: "),
        ])
    func picture(name: String, filter: String, problem: String) throws {
        let document = try ImageDocument(Self.halved(name, filter: filter), name: "x")
        let error = try #require(Self.error(ofPage: 0, of: document))
        #expect(error.hasPrefix("x page 1: \(problem)"), "\(error)")
        #expect(!error.contains("pdftoppm"))
    }

    @Test(
        "Fewer rows than the picture should have",
        arguments: ["scan-plain-1bit.pdf", "scan-flate-gray.pdf", "scan-g4-1bit.pdf"])
    func missingRow(name: String) throws {
        let document = try ImageDocument(Self.replacing("/Height 61", "/Height 62", in: name), name: "x")
        let error = try #require(Self.error(ofPage: 0, of: document))
        let problem =
            name == "scan-g4-1bit.pdf"
            ? "damaged PDF: 62 rows of fax data expected, found 61" : "truncated PDF: 92x62 pixels in"
        #expect(error.hasPrefix("x page 1: \(problem)"), "\(error)")
    }

    @Test("A damaged page leaves the others as they are")
    func onePage() throws {
        let document = try ImageDocument(Self.halved("scan-pages.pdf", filter: "CCITTFaxDecode"), name: "x")
        let errors = (0..<document.pageCount).map { Self.error(ofPage: $0, of: document) }
        #expect(errors.map { $0 == nil } == [true, false, true])
        #expect(errors[1]?.hasPrefix("x page 2: damaged PDF: 61 rows") == true)
    }

    // The tables of this document are broken, so that its pages are drawn, but nothing is missing on them.
    @Test("A damaged page that is drawn leaves the others as they are", .enabled(if: hasPoppler))
    func drawnPage() throws {
        let document = try ImageDocument(Self.halved("drawn-damaged.pdf", filter: "CCITTFaxDecode"), name: "x")
        let errors = (0..<document.pageCount).map { Self.error(ofPage: $0, of: document) }
        #expect(errors.map { $0 == nil } == [true, false, true])
        let expected = "x page 2: damaged PDF: the page cannot be shown as a whole; pdftoppm says: Syntax Error"
        #expect(errors[1]?.hasPrefix(expected) == true, "\(errors[1] ?? "")")
    }

    @Test("Messages that mean damage, and those that do not")
    func messages() {
        let harmless = [
            "Syntax Warning: May not be a PDF file (continuing anyway)", "Syntax Error: Couldn't find trailer dictionary",
            "Config Error: No display font for 'ArialUnicode'", "Syntax Error: Missing language pack for 'Adobe-Japan1' mapping",
            "Syntax Error (812): Unknown font tag 'F1'", "Corrupt JPEG data: 2 extraneous bytes before marker 0xd9",
        ]
        #expect(PopplerMessages.firstDamage(in: harmless) == nil)
        for message in [
            "Syntax Error (2194): Bad two dim code (0000) in CCITTFax stream", "Internal Error: Cannot decode",
            "Syntax Error (13964638): Unexpected end of file in flate stream", "Premature end of JPEG file",
        ] { #expect(PopplerMessages.firstDamage(in: harmless + [message, "Syntax Error: another"]) == message) }
    }

    @Test("A document without its end", .enabled(if: hasPoppler))
    func cut() throws {
        let whole = try Self.bytes("scan-pages.pdf")
        let error = #expect(throws: PhotoError.self) {
            try ImageDocument(Array(whole.prefix(whole.count / 2)), name: "x")
        }
        let expected = "x: damaged PDF: the file is cut off or damaged and cannot be repaired; pdfinfo says: "
        #expect(error?.description.hasPrefix(expected) == true, "\(String(describing: error))")
    }
}

/// TIFF files whose chain of pages is broken.
@Suite struct DamagedTIFFTests {
    private let whole: [UInt8]
    /// The places of the pages' directories; those of the links to them, and that of the end of the chain.
    private let directories: [Int], links: [Int]

    init() throws {
        let folder = Bundle.module.resourceURL!.appendingPathComponent("Documents").path
        whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/pages.tif")))
        var (directories, links) = ([Int](), [4])
        while case let next = Self.number(whole, links.last!, 4), next != 0 {
            directories.append(next)
            links.append(next + 2 + 12 * Self.number(whole, next, 2))
        }
        (self.directories, self.links) = (directories, links)
        try #require(directories.count == 3)
    }

    /// The file is little-endian.
    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func setting(_ place: Int, _ value: Int) -> [UInt8] {
        var bytes = whole
        for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
        return bytes
    }

    /// The errors of all pages, nil for those that equal the undamaged ones.
    private func errors(_ bytes: [UInt8]) throws -> [String?] {
        let (document, original) = (try ImageDocument(bytes, name: "x"), try ImageDocument(whole, name: "x"))
        return (0..<document.pageCount).map { page in
            do throws(PhotoError) {
                let image = try decodeImage(try document.page(page), name: document.name(ofPage: page))
                let expected = try decodeImage(try original.page(page), name: "x")
                #expect(image == expected)
                return nil
            } catch { return error.description }
        }
    }

    @Test func undamaged() throws { #expect(try errors(whole) == [nil, nil, nil]) }

    @Test func nextPageOutside() throws {
        let expected = "x page 3: truncated TIFF: a page expected at byte 5000, the file ends at \(whole.count)"
        #expect(try errors(setting(links[2], 5000)) == [nil, nil, expected])
    }

    @Test func cutInDirectory() throws {
        let bytes = Array(whole.prefix(directories[2] + 20))
        let expected = "x page 3: truncated TIFF: a page expected at byte \(directories[2]), the file ends at \(bytes.count)"
        #expect(try errors(bytes) == [nil, nil, expected])
    }

    @Test func onlyTheFirstIsLeft() throws {
        let expected = "x page 2: truncated TIFF: a page expected at byte \(directories[1]), the file ends at \(directories[1])"
        #expect(try errors(Array(whole.prefix(directories[1]))) == [nil, expected])
    }

    @Test func faxRowsMissing() throws {
        var bytes = whole
        let entry = try #require((0..<10).map { directories[1] + 2 + 12 * $0 }.first { Self.number(whole, $0, 2) == 273 })
        let place = Self.number(whole, entry + 8, 4)
        for index in place + 42..<place + 85 { bytes[index] = 0 }
        #expect(try errors(bytes) == [nil, "x page 2: damaged TIFF: 61 rows of fax data expected, found 27 that are sound", nil])
    }

    @Test func loop() throws {
        let expected = "x page 4: damaged TIFF: the next page expected, found the one at byte \(directories[1]) once more"
        #expect(try errors(setting(links[3], directories[1])) == [nil, nil, nil, expected])
    }

    @Test func pixelsOutside() throws {
        let entry = try #require((0..<10).map { directories[0] + 2 + 12 * $0 }.first { Self.number(whole, $0, 2) == 273 })
        let place = whole.count - 5
        let expected = "x page 1: truncated TIFF: 344 bytes of pixels expected at byte \(place), the file ends at \(whole.count)"
        #expect(try errors(setting(entry + 8, place)) == [expected, nil, nil])
    }
}
