import DigitDecoding
import DigitFiles
import DigitForms
import DigitImage
import DigitPhoto
import DigitReader
import Foundation
import TestSupport
import Testing

/// Fields with codes drawn by segno and python-barcode (`Codes/make.py`), read by zxing-cpp's program if it is installed.
@Suite(.enabled(if: PrintedCodeReader.isInstalled, "ZXingReader is not installed")) struct CodeTests {
    private static let place = PixelBox(x: 520, y: 520, width: 280, height: 170)
    private static let key = PixelBox(x: 520, y: 720, width: 280, height: 170)

    /// The sample form with two fields in places without print.
    private static func form(_ rules: [FormRule] = []) throws -> Form {
        var reference = SamplePage.form.reference
        for box in [place, key] { fill(&reference, box, with: 255) }
        let fields = [
            FormField(name: "code", kind: .code, box: place), FormField(name: "other", kind: .code, box: key),
            SamplePage.form.fields[1],
        ]
        return try Form(name: "codes", reference: reference, fields: fields, rules: rules)
    }

    private static func fill(_ image: inout GrayImage, _ box: PixelBox, with value: UInt8) {
        let width = image.width
        image.change { pixels in
            for y in box.y..<box.y + box.height { for x in box.x..<box.x + box.width { pixels[y * width + x] = value } }
        }
    }

    private static func code(_ name: String) throws -> (image: GrayImage, text: String) {
        let path = try #require(Bundle.module.resourceURL).appendingPathComponent("Codes/\(name)").path
        let text = String(decoding: try readFile("\(path).txt", limit: 1000), as: UTF8.self)
        return (try decodeImage(try readFile("\(path).png", limit: 10_000), name: name), text)
    }

    /// The sheet with codes placed in its boxes.
    private static func sheet(_ codes: [(name: String, box: PixelBox)]) throws -> GrayImage {
        var page = try form().reference
        for (name, box) in codes {
            let image = try code(name).image
            let width = page.width
            page.change { pixels in
                for y in 0..<image.height {
                    for x in 0..<image.width {
                        pixels[(box.y + 15 + y) * width + box.x + 12 + x] = image.pixels[y * image.width + x]
                    }
                }
            }
        }
        return page
    }

    /// The page, rotated around its center, with uniform noise.
    private static func scanned(_ page: GrayImage, degrees: Double, noise: Int) -> GrayImage {
        let (c, s) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        let (x0, y0) = (Double(page.width) / 2, Double(page.height) / 2)
        var image = SamplePage.warped(page, width: page.width, height: page.height, outside: 255) { x, y in
            (x0 + c * (x - x0) + s * (y - y0), y0 - s * (x - x0) + c * (y - y0))
        }
        var random = SplitMix(state: 3)
        image.change { pixels in
            for place in pixels.indices where noise > 0 {
                pixels[place] = UInt8(max(0, min(255, Int(pixels[place]) + Int.random(in: -noise...noise, using: &random))))
            }
        }
        return image
    }

    private static func reader(
        _ form: Form, lists: [String: NumberList] = [:], previous: [String: PreviousReadings] = [:]
    ) throws -> FormReader {
        try FormReader(forms: [form], model: try NumbersModel(), lists: lists, previous: previous)
    }

    @Test(arguments: ["qr-number", "qr-text", "code128-number", "ean13-number"], [0.0, 2.5, 180])
    func readsCodes(_ name: String, _ degrees: Double) throws {
        let page = Self.scanned(try Self.sheet([(name, Self.place)]), degrees: degrees, noise: degrees == 0 ? 0 : 25)
        let sheet = try Self.reader(try Self.form()).read(page)
        #expect(sheet.state == (degrees == 180 ? .turned : .read))
        let field = try #require(sheet.fields.first)
        #expect(field.value == (try Self.code(name).text) && field.state == .sure && field.text == field.value)
        #expect(sheet.fields[1].state == .blank)
    }

    @Test("An unreadable code is a misfit, and so are two codes in one field") func misfits() throws {
        var page = try Self.sheet([("qr-number", Self.place), ("qr-text", Self.key)])
        // A corner of the code is missing; it cannot be read without that.
        Self.fill(&page, PixelBox(x: Self.place.x + 20, y: Self.place.y + 20, width: 70, height: 110), with: 0)
        let reader = try Self.reader(try Self.form())
        let damaged = try reader.read(page)
        #expect(damaged.fields[0].state == .misfit && damaged.fields[0].value.isEmpty && damaged.fields[1].state == .sure)
        let beside = PixelBox(x: Self.place.x + 150, y: Self.place.y + 10, width: 1, height: 1)
        let two = try reader.read(try Self.sheet([("qr-number", Self.place), ("qr-number", Self.key), ("qr-text", beside)]))
        #expect(two.fields[0].state == .misfit && Set(two.fields[0].alternatives.map(\.text)).count == 2)
    }

    @Test("A code without check digits is doubtful") func unchecked() throws {
        let sheet = try Self.reader(try Self.form()).read(try Self.sheet([("code39-text", Self.place)]))
        #expect(sheet.fields[0].value == "A1234" && sheet.fields[0].state == .doubtful)
    }

    @Test("A code is matched with a list, and each number goes to one sheet") func lists() throws {
        let list = try NumberList(numbers: ["30001234", "30001235"])
        let reader = try Self.reader(try Self.form(), lists: ["code": list])
        let one = try Self.sheet([("qr-number", Self.place)])
        var stack = [try reader.read(one), try reader.read(try Self.sheet([("ean13-number", Self.place)]))]
        reader.settle(&stack)
        #expect(stack[0].fields[0].entry == "30001234" && stack[0].fields[0].state == .sure)
        #expect(stack[1].fields[0].entry == nil && stack[1].fields[0].state == .doubtful)
        stack = [try reader.read(one), try reader.read(one)]
        reader.settle(&stack)
        #expect(stack.allSatisfy { $0.fields[0].state == .doubtful })
    }

    @Test("A code can be the key of an earlier reading, and be unique in a stack") func rules() throws {
        let rules = [
            FormRule(name: "use", kind: .previous(field: "points", key: "code", low: 0, high: 5)),
            FormRule(name: "once", kind: .unique("code")),
        ]
        let reader = try Self.reader(try Self.form(rules), previous: ["points": try PreviousReadings(["7": 1])])
        let page = try Self.sheet([("qr-number", Self.place)])
        var stack = [try reader.read(page), try reader.read(try Self.sheet([("qr-text", Self.place)])), try reader.read(page)]
        #expect(
            stack.allSatisfy { $0.fields[0].state == .sure && $0.fields[0].failedRule == nil }, "nothing is written as points")
        reader.settle(&stack)
        #expect(stack.map { $0.fields[0].failedRule } == ["once", nil, "once"])
        #expect(stack.map { $0.fields[0].state } == [.doubtful, .sure, .doubtful])
    }
}

/// The program's output, recorded from zxing-cpp 1.4, and the error if it is missing.
struct CodeOutputTests {
    @Test func parses() {
        let output = """
            Text:       "Blatt
            7 ä"
            Bytes:      42 6C 61 74 74 0A 37 20 C3 A4
            BytesECI:   5D 51 32 42
            Format:     QRCode
            Identifier: ]Q1

            Text:       "ÿA"
            Bytes:      FF 41
            Format:     Code 39

            """
        let codes = PrintedCodeReader.parse(Array(output.utf8))
        #expect(codes.map(\.text) == ["Blatt\n7 ä", "ÿA"] && codes.map(\.isChecked) == [true, false])
        for text in [
            "", "No barcode found\n", "Bytes: \nFormat: None", "Format: QRCode\n", "Bytes: 4\nFormat: x", "Bytes: zz\nFormat: x",
        ] {
            #expect(PrintedCodeReader.parse(Array(text.utf8)).isEmpty)
        }
    }

    @Test(.enabled(if: !PrintedCodeReader.isInstalled, "ZXingReader is installed")) func absent() throws {
        let field = FormField(name: "page", kind: .code, box: SamplePage.boxes)
        let form = try Form(name: "codes", reference: SamplePage.form.reference, fields: [field])
        let error = #expect(throws: FormError.self) { try FormReader(forms: [form], model: try NumbersModel()) }
        #expect(error?.description.contains("apt install zxing-cpp-tools") == true)
    }
}
