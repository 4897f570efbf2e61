import DigitImage
import DigitReader
import Testing

import DigitForms

struct ProposalTests {
    @Test func boxesAndRulesAreFound() throws {
        let fields = FieldProposals(SamplePage.form.reference).fields
        #expect(fields.map(\.name) == ["field1", "field2", "field3"])
        let boxes = try #require(fields.first)
        #expect(boxes.boxes == 9 && boxes.kind == .digits)
        #expect(boxes.box.overlap(SamplePage.boxes) > SamplePage.boxes.width * SamplePage.boxes.height * 9 / 10)
        #expect(fields.map(\.kind).dropFirst() == [.number, .number])
        // A rule's field is above it.
        #expect(fields[2].box.y + fields[2].box.height == 336 && fields[2].box.x == 620)
    }

    @Test func proposalsMakeAForm() throws {
        let fields = FieldProposals(SamplePage.form.reference).fields
        let form = try Form(name: "f", reference: SamplePage.form.reference, fields: fields)
        #expect(try Form(encoded: Array(try form.text().utf8)) == form)
    }

    @Test("What is no form has no fields, or some that make one") func otherPictures() throws {
        func fields(_ width: Int, _ height: Int, _ isDark: (_ x: Int, _ y: Int) -> Bool) throws -> Int {
            let pixels = (0..<width * height).map { isDark($0 % width, $0 / width) ? UInt8(0) : 255 }
            let sheet = GrayImage(width: width, height: height, pixels: pixels)
            let fields = FieldProposals(sheet).fields
            if min(width, height) >= Form.leastSide { _ = try Form(name: "f", reference: sheet, fields: fields) }
            return fields.count
        }
        // A rule on a picture that is too small.
        #expect(try fields(60, 60) { x, y in y == 30 && (10..<40).contains(x) } == 0)
        // Flat strips of paper at the upper edge.
        for height in 1...4 { _ = try fields(100, 100) { x, y in y >= height || x % 50 == 0 } }
        // Boxes of all sizes, nets and stripes.
        for step in 2...30 {
            _ = try fields(200, 160) { x, y in x % step == 0 || y % step == 0 }
            _ = try fields(200, 160) { x, y in y % step == 0 }
            _ = try fields(160, 200) { x, y in x % (3 * step) == 0 || y % step == 0 }
        }
        // A row of more boxes than a number has digits.
        _ = try fields(1000, 120) { x, y in (40...60).contains(y) && (x % 12 == 0 || y == 40 || y == 60) }
    }

    @Test func filledBoxesAreCleared() throws {
        let form = SamplePage.form
        var filled = form.reference
        for y in 310..<325 { for x in 130..<136 { filled.pixels[y * filled.width + x] = 0 } }
        let cleared = try Form(name: "f", reference: filled, fields: form.fields).cleared()
        // A picture's pixels are too many to be printed.
        let isBlank = cleared.reference == form.reference
        #expect(isBlank)
    }
}
