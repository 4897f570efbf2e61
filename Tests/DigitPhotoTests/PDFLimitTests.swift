import DigitFiles
import DigitPhoto
import Testing

/// Small documents whose objects refer to themselves, or that ask for much more than their size.
@Suite struct PDFLimitTests {
    /// A document of a page with a picture of 6 x 8 pixels, and of whatever a test adds.
    private struct Document {
        /// What follows each object's number.
        var objects: [Int: [UInt8]] = [
            1: Array("<</Type/Catalog/Pages 2 0 R>>".utf8),
            2: Array("<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 60 80]>>".utf8),
            3: PDFLimitTests.page(),
            4: PDFLimitTests.stream("", Array(PDFLimitTests.drawing.utf8)),
            5: PDFLimitTests.picture,
        ]
        /// The stream and the index in it of the other objects.
        var packed: [Int: (stream: Int, index: Int)] = [:]

        /// Packs objects of these numbers into an object stream.
        /// - Parameter coding: its length and filters if they are special; by default it is compressed.
        mutating func pack(_ members: [(number: Int, text: String)], into stream: Int, coding: String? = nil) {
            var (heads, bodies) = ("", "")
            for (index, member) in members.enumerated() {
                heads += "\(member.number) \(bodies.utf8.count) "
                bodies += member.text + " "
                objects[member.number] = nil
                packed[member.number] = (stream, index)
            }
            let entries = "/Type/ObjStm/N \(members.count)/First \(heads.utf8.count)"
            objects[stream] =
                if let coding {
                    Array("<<\(entries)\(coding)>>\nstream\n\(heads)\(bodies)\nendstream".utf8)
                } else {
                    PDFLimitTests.stream("\(entries)/Filter/FlateDecode", deflateZlib(Array((heads + bodies).utf8)))
                }
        }

        /// The file, with a stream as its table.
        var bytes: [UInt8] {
            var file = Array("%PDF-1.5\n".utf8)
            let last = max(objects.keys.max() ?? 0, packed.keys.max() ?? 0) + 1
            var rows: [UInt8] = []
            for number in 0..<last {
                var row = (kind: 0, second: 0, third: 0)
                if let body = objects[number] {
                    row = (1, file.count, 0)
                    file += Array("\(number) 0 obj\n".utf8) + body + Array("\nendobj\n".utf8)
                } else if let place = packed[number] {
                    row = (2, place.stream, place.index)
                }
                rows += PDFLimitTests.big(row.kind, 1) + PDFLimitTests.big(row.second, 4) + PDFLimitTests.big(row.third, 2)
            }
            let table = PDFLimitTests.stream("/Type/XRef/W[1 4 2]/Size \(last)/Root 1 0 R", rows)
            return PDFLimitTests.ended(file, last, table)
        }
    }

    private static let drawing = "q 60 0 0 80 0 0 cm /I Do Q"
    private static let picture = stream(
        "/Subtype/Image/Width 6/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8", [UInt8](repeating: 255, count: 48))

    private static func page(contents: String = "4 0 R", _ more: String = "") -> [UInt8] {
        Array("<</Type/Page/Parent 2 0 R/Contents \(contents)/Resources<</XObject<</I 5 0 R>>>>\(more)>>".utf8)
    }

    private static func stream(_ entries: String, _ data: [UInt8]) -> [UInt8] {
        Array("<<\(entries)/Length \(data.count)>>\nstream\n".utf8) + data + Array("\nendstream".utf8)
    }

    private static func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
    }

    /// The file with its table, as an object of a number.
    private static func ended(_ file: [UInt8], _ number: Int, _ table: [UInt8]) -> [UInt8] {
        file + Array("\(number) 0 obj\n".utf8) + table + Array("\nendobj\nstartxref\n\(file.count)\n%%EOF\n".utf8)
    }

    /// A zlib stream of empty blocks, which decompress to nothing (RFC 1951, section 3.2.4).
    private static func nothing(blocks: Int) -> [UInt8] {
        let empty: [UInt8] = [0, 0, 0, 0xFF, 0xFF]
        return [0x78, 0x01] + Array(repeatElement(empty, count: blocks).joined()) + [1, 0, 0, 0xFF, 0xFF] + big(1, 4)
    }

    /// The size of a page; one that is extracted, and not drawn by another program, has that of its picture.
    private func size(_ bytes: [UInt8], page: Int = 0) throws -> [Int] {
        let image = try decodeImage(try ImageDocument(bytes, name: "x").page(page), name: "x")
        return [image.width, image.height]
    }

    private func error(_ bytes: [UInt8]) -> String {
        do throws(PhotoError) {
            _ = try ImageDocument(bytes, name: "x").page(0)
            return ""
        } catch { return error.description }
    }

    private func outOfProportion(_ bytes: [UInt8]) -> String {
        "PDF: objects in proportion to a file of \(bytes.count) bytes expected, found too many, or some used too often"
    }

    @Test func undamaged() throws { #expect(try size(Document().bytes) == [6, 8]) }

    @Test(
        "An object stream that is needed to read itself",
        arguments: [
            "/Length 6 0 R", "/Length 20/Filter 6 0 R", "/Length 20/Filter[6 0 R]", "/Length 20/DecodeParms 6 0 R",
            "/Length 20/Filter/FlateDecode/DecodeParms[6 0 R]", "/Length 20/Filter/FlateDecode/DecodeParms<</Columns 6 0 R>>",
        ])
    func selfContained(coding: String) {
        var document = Document()
        document.pack([(1, "<</Type/Catalog/Pages 2 0 R>>"), (6, "20")], into: 7, coding: coding)
        // Another program may be able to show it.
        #expect(!error(document.bytes).contains("\n"))
    }

    @Test("Two object streams that are needed to read each other")
    func inEachOther() {
        var document = Document()
        document.pack([(1, "<</Type/Catalog/Pages 2 0 R>>"), (6, "20")], into: 8, coding: "/Length 9 0 R")
        document.pack([(9, "20")], into: 10, coding: "/Length 6 0 R")
        #expect(!error(document.bytes).contains("\n"))
    }

    @Test("The length of an object stream may be an object, and that of other streams may be in an object stream")
    func lengths() throws {
        var document = Document()
        let data = Array(Self.drawing.utf8)
        document.objects[4] = Array("<</Length 6 0 R>>\nstream\n".utf8) + data + Array("\nendstream".utf8)
        let members = [(1, "<</Type/Catalog/Pages 2 0 R>>"), (6, "\(data.count)")]
        document.pack(members, into: 7, coding: "/Length 8 0 R")
        // The heads, and the bodies with a space after each.
        let length = "1 0 6 30 ".utf8.count + members.reduce(0) { $0 + $1.1.utf8.count + 1 }
        document.objects[8] = Array("\(length)".utf8)
        #expect(try size(document.bytes) == [6, 8])
    }

    /// 3,000 times the stream's 250 kilobytes would be more than the budget.
    @Test("An object stream of many pages is unpacked once")
    func manyPages() throws {
        var document = Document()
        let numbers = 10..<3010
        let page = String(decoding: Self.page(), as: UTF8.self)
        document.objects[2] = Array(
            "<</Type/Pages/Kids[\(numbers.map { "\($0) 0 R" }.joined(separator: " "))]/MediaBox[0 0 60 80]>>".utf8)
        document.pack(numbers.map { ($0, page) }, into: 7)
        let opened = try ImageDocument(document.bytes, name: "x")
        #expect(opened.pageCount == 3000)
        let last = try decodeImage(try opened.page(2999), name: "x")
        #expect([last.width, last.height] == [6, 8])
    }

    @Test("A table with far more objects than the file can have", arguments: [1, 0])
    func rowsOfTable(kind: UInt8) {
        let count = 200_000
        let rows = deflateZlib([UInt8](repeating: kind, count: count))
        let table = Self.stream("/Type/XRef/W[1 0 0]/Size \(count)/Root 1 0 R/Filter/FlateDecode", rows)
        let bytes = Self.ended(Array("%PDF-1.5\n".utf8), 9, table)
        // Numbers that are free take no memory.
        #expect((error(bytes) == "x: \(outOfProportion(bytes))") == (kind == 1))
    }

    @Test("A table with more rows than there can be objects (ISO 32000-1, annex C)")
    func longTable() {
        let table = Self.stream("/Type/XRef/W[1 0 0]/Size 16000000/Root 1 0 R", [1])
        let bytes = Self.ended(Array("%PDF-1.5\n".utf8), 9, table)
        #expect(error(bytes) == "x: \(outOfProportion(bytes))")
    }

    @Test("A plain table of short rows")
    func shortRows() {
        let count = 120_000
        let rows = Array(repeatElement(Array("0 0 n ".utf8), count: count).joined())
        let start = Array("%PDF-1.4\nxref\n0 \(count)\n".utf8)
        let bytes = start + rows + Array("trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n".utf8)
        #expect(error(bytes) == "x: \(outOfProportion(bytes))")
    }

    @Test("A plain table of several thousand rows and two sections")
    func plainTable() throws {
        var file = Array("%PDF-1.4\n".utf8)
        var rows = "0000000000 65535 f \n"
        let objects = Document().objects
        for number in 1...5 {
            let place = String(file.count)
            rows += String(repeating: "0", count: 10 - place.count) + place + " 00000 n \n"
            file += Array("\(number) 0 obj\n".utf8) + objects[number]! + Array("\nendobj\n".utf8)
        }
        let unused = String(repeating: "0000000000 00001 f \n", count: 2500)
        let table = "xref\n0 6\n\(rows)10 2500\n\(unused)trailer\n<</Size 2510/Root 1 0 R>>\n"
        let bytes = file + Array("\(table)startxref\n\(file.count)\n%%EOF\n".utf8)
        #expect(try size(bytes) == [6, 8])
    }

    @Test("A stream that decompresses to nothing, many times")
    func emptyContent() throws {
        var document = Document()
        document.objects[6] = Self.stream("/Filter/FlateDecode", Self.nothing(blocks: 200_000))
        for (times, isRefused) in [(3, false), (600, true)] {
            document.objects[3] = Self.page(contents: "[\(String(repeating: "6 0 R ", count: times))4 0 R]")
            let bytes = document.bytes
            if isRefused {
                #expect(error(bytes) == "x page 1: \(outOfProportion(bytes))")
            } else {
                #expect(try size(bytes) == [6, 8])
            }
        }
    }

    @Test("Operands of one operator")
    func operands() throws {
        var document = Document()
        let expected = "x page 1: damaged PDF: at most 33 operands of an operator expected, found more than 100"
        for (operand, count) in [("0 ", 200), ("[0]", 200), ("<</a 0>>", 200), ("0 ", 33)] {
            let content = String(repeating: operand, count: count) + "n " + Self.drawing
            document.objects[4] = Self.stream("", Array(content.utf8))
            if count > 100 {
                #expect(error(document.bytes) == expected)
            } else {
                #expect(try size(document.bytes) == [6, 8])
            }
        }
    }

    @Test("An operand of many values")
    func operandOfValues() {
        var document = Document()
        let content = "[" + String(repeating: "0 ", count: 100_000) + "]n " + Self.drawing
        document.objects[4] = Self.stream("", Array(content.utf8))
        let bytes = document.bytes
        #expect(error(bytes) == "x page 1: \(outOfProportion(bytes))")
    }

    @Test("An object of many values", arguments: [(value: "0 ", count: 100_000), ("[]", 20_000), ("/a", 200_000)])
    func values(value: String, count: Int) {
        var document = Document()
        document.objects[6] = Array("<</Subtype/Link/X[\(String(repeating: value, count: count))]>>".utf8)
        document.objects[3] = Self.page("/Annots[6 0 R]")
        let bytes = document.bytes
        #expect(error(bytes) == "x page 1: \(outOfProportion(bytes))")
    }

    @Test("An object of a few thousand values, many times")
    func sameValues() {
        var document = Document()
        document.objects[6] = Array("<</Subtype/Link/X[\(String(repeating: "/a", count: 20_000))]>>".utf8)
        document.objects[3] = Self.page("/Annots[\(String(repeating: "6 0 R ", count: 900))]")
        let bytes = document.bytes
        #expect(error(bytes) == "x page 1: \(outOfProportion(bytes))")
    }

    @Test("A list of pages that is one page many times")
    func repeatedKids() {
        var document = Document()
        let kids = String(repeating: "3 0 R ", count: 100_000)
        document.objects[2] = Array("<</Type/Pages/Kids[\(kids)]/MediaBox[0 0 60 80]>>".utf8)
        let bytes = document.bytes
        #expect(error(bytes) == "x: \(outOfProportion(bytes))")
    }
}
