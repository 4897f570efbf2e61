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
        let expected = "x page 2: damaged TIFF: 61 rows of fax data expected, found 27 that are sound"
        #expect(try errors(withoutFaxRows()) == [nil, expected, nil])
    }

    /// The file without rows at the end of the second page, a fax.
    private func withoutFaxRows() throws -> [UInt8] {
        var bytes = whole
        let place = Self.number(whole, try faxEntry(273) + 8, 4)
        for index in place + 42..<place + 85 { bytes[index] = 0 }
        return bytes
    }

    /// The place of an entry of the second page.
    private func faxEntry(_ tag: Int) throws -> Int {
        try #require((0..<10).map { directories[1] + 2 + 12 * $0 }.first { Self.number(whole, $0, 2) == tag })
    }

    /// libtiff understands all of these.
    @Test("Fax rows are checked however the page's entries are written, or it is refused") func hiddenFaxRows() throws {
        let missing = "x page 2: damaged TIFF: 61 rows of fax data expected, found 27 that are sound"
        let (compression, orientation, sizes) = (try faxEntry(259), try faxEntry(274), try faxEntry(279))
        // The sizes of the strips: none, then 0.
        var bytes = try withoutFaxRows()
        bytes.replaceSubrange(sizes..<sizes + 2, with: [0x31, 0x01])
        #expect(try errors(bytes) == [nil, missing, nil])
        bytes = try withoutFaxRows()
        bytes.replaceSubrange(sizes + 8..<sizes + 12, with: [0, 0, 0, 0])
        #expect(try errors(bytes) == [nil, missing, nil])
        // The compression: a byte, then a word with a sign.
        for type in [1, 8] as [UInt8] {
            bytes = try withoutFaxRows()
            bytes[compression + 2] = type
            let expected = "x page 2: damaged TIFF: numbers of type 3 or 4 expected in entry 259, found type \(type)"
            #expect(try errors(bytes) == [nil, expected, nil])
        }
        // Strips and tiles: the entry of the orientation has another tag.
        bytes = try withoutFaxRows()
        bytes.replaceSubrange(orientation..<orientation + 2, with: [0x44, 0x01])
        #expect(try errors(bytes) == [nil, "x page 2: damaged TIFF: strips or tiles expected, found both", nil])
    }

    /// Each takes 21 bits of the file and none of the picture, but memory.
    @Test("A fax row with more changes of color than columns is damaged") func manyChanges() throws {
        for (changes, sound) in [(3, 2), (30, 1)] {
            // A white row; then runs of no white and no black, and the rest of the row (ITU-T T.6, table 1).
            let bits = "1" + String(repeating: "001" + "00110101" + "0000110111", count: changes) + "1"
            let digits = Array(bits + String(repeating: "0", count: (8 - bits.count % 8) % 8))
            let strip = stride(from: 0, to: digits.count, by: 8).compactMap { UInt8(String(digits[$0..<$0 + 8]), radix: 2) }
            let entries = [(256, 8), (257, 2), (258, 1), (259, 4), (262, 0), (273, 122), (277, 1), (278, 2), (279, strip.count)]
            let document = try ImageDocument(Array("II*\0".utf8) + [8, 0, 0, 0] + directory(entries, next: 0) + strip, name: "x")
            if sound == 2 {
                #expect(try document.page(0).count == 122 + strip.count)
            } else {
                let error = #expect(throws: PhotoError.self) { try document.page(0) }
                #expect(error?.description == "x: damaged TIFF: 2 rows of fax data expected, found 1 that are sound")
            }
        }
    }

    @Test func loop() throws {
        let expected = "x page 4: damaged TIFF: the next page expected, found the one at byte \(directories[1]) once more"
        #expect(try errors(setting(links[3], directories[1])) == [nil, nil, nil, expected])
    }

    /// A directory of one page: its entries of 12 bytes, and the place of the next.
    private func directory(_ entries: [(tag: Int, value: Int)], next: Int) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let fields = entries.flatMap { little($0.tag, 2) + little(4, 2) + little(1, 4) + little($0.value, 4) }
        return little(entries.count, 2) + fields + little(next, 4)
    }

    @Test("Of more pages than the size allows, the first are read, and the rest is an error")
    func manyPages() throws {
        var bytes: [UInt8] = Array("II*\0".utf8) + [8, 0, 0, 0]
        for _ in 0..<6000 { bytes += directory([(256, 1), (257, 1)], next: bytes.count + 30) }
        bytes += directory([(256, 1), (257, 1)], next: 0)
        let document = try ImageDocument(bytes, name: "x")
        let most = 4096 + bytes.count / 1000
        #expect(document.pageCount == most + 1)
        let last = #expect(throws: PhotoError.self) { try document.page(most) }
        let expected =
            "x page \(most + 1): TIFF: at most \(most) pages expected in \(bytes.count) bytes, found more, which are not read"
        #expect(last?.description == expected)
        let first = #expect(throws: PhotoError.self) { try document.page(0) }
        #expect(first?.description == "x page 1: damaged TIFF: the places of pixels expected, found a page without them")
    }

    /// Strips without sizes need the whole file for each page: 3,000 pages of 2 MB would be 6 GB.
    @Test("Pages that are not understood are few, or refused") func pagesOfTheWholeFile() throws {
        for (pages, refused) in [(3, false), (3000, true)] {
            var bytes: [UInt8] = Array("II*\0".utf8) + [8, 0, 0, 0]
            let entries = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 0)]
            for page in 1...pages {
                bytes += directory(entries, next: page == pages ? 0 : bytes.count + 78)
            }
            bytes += [UInt8](repeating: 7, count: 2_000_000)
            let document = try ImageDocument(bytes, name: "x")
            #expect(document.pageCount == pages)
            if refused {
                let error = #expect(throws: PhotoError.self) { try document.page(0) }
                #expect(error?.description.contains("places and sizes of pixels expected in a file of many pages") == true)
            } else {
                #expect(try document.page(1).count == bytes.count)
            }
        }
    }

    @Test func pixelsOutside() throws {
        let entry = try #require((0..<10).map { directories[0] + 2 + 12 * $0 }.first { Self.number(whole, $0, 2) == 273 })
        let place = whole.count - 5
        let expected = "x page 1: truncated TIFF: 344 bytes of pixels expected at byte \(place), the file ends at \(whole.count)"
        #expect(try errors(setting(entry + 8, place)) == [expected, nil, nil])
    }
}
