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
