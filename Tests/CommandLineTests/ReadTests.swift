import DigitFiles
import DigitImage
import DigitPhoto
import Foundation
import TestSupport
import Testing

@Suite struct ReadTests {
    private let folder: Folder

    /// Pictures with MNIST's first test images in a row: 7, 2, 1, 0, 4.
    init() throws {
        folder = try Folder()
        try folder.write(try encodePNG(try Self.row(of: try Self.testImages(5))), as: "row.png")
        try folder.write(try encodePNG(try Self.row(of: try Self.testImages(3))), as: "short.png")
    }

    private static func testImages(_ count: Int) throws -> [ArraySlice<UInt8>] {
        let data = try IDXFolder("\(projectPath)/Data/MNIST").test()[0..<count]
        guard case .bytes(let pixels, _, _) = data.values else { return [] }
        return (0..<count).map { pixels[$0 * 784..<($0 + 1) * 784] }
    }

    /// Dark on bright, three times as large, with a margin.
    private static func row(of images: [ArraySlice<UInt8>]) throws -> GrayImage {
        let (width, height) = (images.count * 84 + 40, 124)
        var pixels = [UInt8](repeating: 235, count: width * height)
        for (place, image) in images.enumerated() {
            for y in 0..<84 {
                for x in 0..<84 {
                    let ink = Int(image[image.startIndex + y / 3 * 28 + x / 3])
                    pixels[(y + 20) * width + place * 84 + 20 + x] = UInt8(235 - 200 * ink / 255)
                }
            }
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    private func read(_ arguments: String...) throws -> Outcome { try digits(["read"] + arguments, in: folder) }

    @Test func lines() throws {
        let one = try read("row.png")
        #expect(one.status == 0)
        #expect(one.output == "72104\n")
        let two = try read("row.png", "short.png")
        #expect(two.output == "row.png: 72104\nshort.png: 721\n")
    }

    @Test func json() throws {
        let pages = try read("row.png", "--json").json as? [[String: Any]] ?? []
        #expect(pages.count == 1)
        #expect(
            Set(pages.first?.keys ?? [:].keys) == [
                "file", "width", "height", "turn", "lines", "misfits", "left_out", "omitted_lines",
            ])
        #expect(pages.first?["width"] as? Int == 460)
        let lines = pages.first?["lines"] as? [[String: Any]] ?? []
        #expect(lines.map { $0["text"] as? String } == ["72104"])
        let digits = lines.first?["digits"] as? [[String: Any]] ?? []
        #expect(digits.map { $0["digit"] as? Int } == [7, 2, 1, 0, 4])
        for digit in digits {
            #expect(Set(digit.keys) == ["digit", "confidence", "is_rejected", "box", "alternatives"])
            #expect(Set((digit["box"] as? [String: Int] ?? [:]).keys) == ["x", "y", "width", "height"])
        }
        let streamed = try read("row.png", "short.png", "--jsonl").output.split(separator: "\n")
        #expect(streamed.count == 2 && streamed[0].hasPrefix("{") && streamed[1].contains("\"short.png\""))
    }

    @Test func csvAndReview() throws {
        let rows = try read(".", "--csv").output.split(separator: "\n")
        #expect(
            rows.first == "file,line,row,column,text,digits,confidence,digits_confidence,lowest_digit_confidence,accepted,page")
        #expect(
            rows.dropFirst().map { $0.split(separator: ",").prefix(4).joined(separator: " ") } == [
                "./row.png 1 72104 72104", "./short.png 1 721 721",
            ])
        let review = try read("row.png", "short.png", "--review").output.split(separator: "\n")
        let shares = review.compactMap { Double($0.trimmingCharacters(in: .whitespaces).prefix { $0 != " " }) }
        #expect(shares.count == 2 && shares == shares.sorted())
    }

    @Test func documents() throws {
        let pages = try [5, 3].map { try Self.row(of: try Self.testImages($0)) }
        try folder.write(scannedPDF(pages), as: "scan.pdf")
        #expect(try read("scan.pdf").output == "scan.pdf page 1: 72104\nscan.pdf page 2: 721\n")
        let found = try read("scan.pdf", "row.png", "--json").json as? [[String: Any]] ?? []
        #expect(found.map { $0["file"] as? String } == ["scan.pdf", "scan.pdf", "row.png"])
        #expect(found.map { $0["page"] as? Int } == [1, 2, nil])
        let rows = try read(".", "--csv").output.split(separator: "\n").dropFirst()
        #expect(rows.map { $0.split(separator: ",").last } == ["yes", "1", "2", "yes"])
        _ = try read("scan.pdf", "--crops", "crops")
        #expect(folder.has("crops/1/scan-p2-1-03.png"))
        let annotated = try read("scan.pdf", "--annotate", "out.png")
        #expect(annotated.status == 1)
        #expect(annotated.errors.hasPrefix("Error: scan.pdf: --annotate takes one page, the document has 2\n"))
        let predicted = try digits(["predict", "scan.pdf"], in: folder)
        #expect(predicted.status == 1)
        #expect(
            predicted.errors == "Error: scan.pdf: a picture of one digit expected; digits read reads the pages of PDF documents\n"
        )
    }

    @Test("A truncated document is read as far as it goes") func damagedDocument() throws {
        let pages = try [5, 3].map { try Self.row(of: try Self.testImages($0)) }
        try folder.write(Array(scannedPDF(pages).dropLast(300)), as: "half.pdf")
        let outcome = try read("half.pdf", "row.png")
        #expect(outcome.output.contains("row.png: 72104\n"))
        #expect(outcome.status == 1 || outcome.output.contains("half.pdf page 1: 72104\n"))
    }

    @Test func pictureAndCrops() throws {
        #expect(try read("row.png", "--annotate", "out.png", "--crops", "crops").status == 0)
        let annotated = try decodeImage(at: folder.file("out.png"))
        #expect(annotated.width == 460 && annotated.height == 124)
        for name in ["crops/7/row-1-01.png", "crops/2/row-1-02.png", "crops/4/row-1-05.png"] {
            let crop = try decodeImage(at: folder.file(name))
            #expect(crop.width == 28 && crop.height == 28)
        }
    }

    @Test func fields() throws {
        #expect(try read("row.png", "--pattern", #"\d{2}-\d{3}"#).output == "72-104\n")
        let none = try read("short.png", "--length", "20")
        #expect(none.output == "")
        #expect(none.errors.hasPrefix("Left out: short.png: 721 at ("))
        // A person who reviews sees them first.
        let review = try read("row.png", "short.png", "--length", "5", "--review").output.split(separator: "\n")
        #expect(review.count == 2 && review.first?.hasPrefix("  misfit  short.png: 721 at (") == true)
    }

    @Test func whatElseIsKnown() throws {
        try folder.write(Array("Number,Name\r\n72104,Ann\r\n72104,Bo\r\n".utf8), as: "list.csv")
        let listed = try read("row.png", "short.png", "--among", "list.csv")
        #expect(listed.output == "row.png: 72104\n")
        #expect(listed.errors.contains("Note: list.csv: the first line is taken as a header: Number\n"))
        #expect(listed.errors.contains("Note: list.csv: 1 line repeats a number, the first is line 3: 72104\n"))
        #expect(listed.errors.contains("Left out: short.png: 721 at ("))
        #expect(try read("row.png", "short.png", "--range", "700..800").output == "short.png: 721\n")
        #expect(try read("row.png", "short.png", "--length", "2..3").output == "short.png: 721\n")
        #expect(try read("row.png", "short.png", "--pattern", #"7(21)+|\d+04"#).output == "row.png: 72104\nshort.png: 721\n")
        try folder.write(Array("names\n".utf8), as: "names.txt")
        let names = try read("row.png", "--among", "names.txt")
        #expect(names.status == 1 && names.errorLine == "Error: names.txt: a list of numbers expected, it has none")
    }

    @Test func doubtsAreMarked() throws {
        // Nothing is ever quite sure.
        #expect(try read("row.png", "--min-confidence", "1").output == "?????\n")
    }

    @Test func brokenFilesAndLoops() throws {
        try folder.write([], as: "a.png")
        try folder.write(Array("%PDF-1.7".utf8), as: "b.png")
        try folder.write(Array(try contents(folder.file("row.png")).prefix(300)), as: "c.png")
        try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: ".")
        let outcome = try read(".")
        #expect(outcome.status == 1)
        #expect(outcome.output == "./row.png: 72104\n./short.png: 721\n")
        let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
        #expect(errors.map { $0.prefix(14) } == ["Error: ./a.png", "Error: ./b.png", "Error: ./c.png"])
        let missing = try read("missing.png")
        #expect(missing.status == 1)
        #expect(missing.errorLine == "Error: missing.png: No such file or directory")
    }

    @Test func tooManyPixels() throws {
        // A header that promises 30,000 x 30,000 pixels.
        var bytes = try contents(folder.file("row.png"))
        bytes.replaceSubrange(16..<24, with: [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30])
        try folder.write(bytes, as: "huge.png")
        let outcome = try read("huge.png", "short.png")
        #expect(outcome.status == 1 && outcome.output == "short.png: 721\n")
        #expect(outcome.errorLine == "Error: huge.png: 30000x30000 pixels are 900 megapixels, at most 100 are read")
    }

    @Test(arguments: [
        [], ["--length", "0", "a.png"], ["--length", "3", "--pattern", "1", "a.png"], ["--pattern", "(", "a.png"],
        ["--checksum", "crc", "a.png"], ["--checksum", "mod11", "a.png"], ["--checksum", "iban", "a.png"],
        ["--range", "5..1", "a.png"],
        ["--decimals", "30", "a.png"], ["--length", "6..4", "a.png"], ["--pattern", "[01]*1[01]{20}", "a.png"],
        ["--json", "--csv", "a.png"], ["--min-confidence", "2", "a.png"], ["--annotate", "o.png", "a.png", "b.png"],
        ["--max-megapixels", "0", "a.png"],
    ])
    func wrongUsage(arguments: [String]) throws {
        let outcome = try digits(["read"] + arguments, in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: "))
    }
}
