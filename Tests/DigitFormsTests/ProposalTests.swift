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

    @Test("A grid of boxes is a table with a field for each column") func tables() throws {
        // Five rows of three columns, with walls of two pixels; then five lines of four boxes for a digit each; then two boxes
        // that are not a table.
        let (width, height) = (600, 800)
        var pixels = [UInt8](repeating: 255, count: width * height)
        func wall(_ x: Int, _ y: Int, _ w: Int, _ h: Int) {
            for row in y..<y + h { for column in x..<x + w { pixels[row * width + column] = 0 } }
        }
        for row in 0...5 { wall(50, 100 + 32 * row, 362, 2) }
        for x in [50, 150, 290, 410] { wall(x, 100, 2, 162) }
        for row in 0...5 { wall(50, 400 + 31 * row, 122, 2) }
        for column in 0...4 { wall(50 + 30 * column, 400, 2, 157) }
        for y in [620, 652, 684] { wall(300, y, 150, 2) }
        for x in [300, 448] { wall(x, 620, 2, 66) }
        let sheet = GrayImage(width: width, height: height, pixels: pixels)
        let fields = FieldProposals(sheet).fields
        let columns = fields.filter { $0.row?.number == 1 }
        #expect(columns.map { $0.row?.column } == ["field1", "field2", "field3", "field4"])
        #expect(columns.map { $0.row?.count } == [5, 5, 5, 5] && columns.map(\.boxes) == [nil, nil, nil, 4])
        for (column, wanted) in zip(columns, [(52, 102, 32.0), (152, 102, 32), (292, 102, 32), (52, 402, 31)]) {
            #expect(abs(column.box.x - wanted.0) <= 2 && abs(column.box.y - wanted.1) <= 2 && column.row?.step == wanted.2)
        }
        #expect(fields.count == 4 * 5 + 2 && fields.suffix(2).allSatisfy { $0.row == nil && $0.kind == .number })
        #expect(fields[4].name == "field1 5" && abs(fields[4].box.y - 230) <= 2)
        let form = try Form(name: "f", reference: sheet, fields: fields)
        #expect(try Form(encoded: Array(try form.text().utf8)) == form)
    }

    @Test func proposalsMakeAForm() throws {
        let fields = FieldProposals(SamplePage.form.reference).fields
        let form = try Form(name: "f", reference: SamplePage.form.reference, fields: fields)
        #expect(try Form(encoded: Array(try form.text().utf8)) == form)
    }

    @Test("A picture that is not a form has no fields, or fields that make a valid form") func otherPictures() throws {
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
        // A row of more boxes than a number may have digits.
        _ = try fields(1000, 120) { x, y in (40...60).contains(y) && (x % 12 == 0 || y == 40 || y == 60) }
    }

    @Test func filledBoxesAreCleared() throws {
        let form = SamplePage.form
        var filled = form.reference
        for y in 310..<325 { for x in 130..<136 { filled.pixels[y * filled.width + x] = 0 } }
        let cleared = try Form(name: "f", reference: filled, fields: form.fields).cleared()
        // A picture has too many pixels to be printed.
        let isBlank = cleared.reference == form.reference
        #expect(isBlank)
    }
}
