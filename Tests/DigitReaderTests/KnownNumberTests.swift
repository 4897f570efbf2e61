import DigitDecoding
import DigitReader
import Testing

/// What is known about the numbers on a page decides between readings, and never turns a number into another one.
@Suite struct KnownNumberTests {
    private func page(_ text: String) -> SyntheticPage {
        var page = SyntheticPage(width: 80 + 70 * text.count, height: 160)
        page.write(text, x: 40, y: 30, size: 90, pitch: 66)
        return page
    }

    private func read(_ text: String, _ constraint: NumberConstraint) throws -> PageReading {
        try DigitReader().read(page(text).picture(), constraint: constraint)
    }

    @Test func aPatternPutsItsSignsIntoTheText() throws {
        let constraint = try NumberConstraint(pattern: try NumberPattern(#"\d{3}-\d{4}"#))
        let line = try #require(try read("5551234", constraint).lines.first)
        #expect(line.text == "555-1234" && line.digitsText == "5551234")
        // The inserted sign has no place in the picture.
        #expect(line.symbols[3].character == "-" && line.symbols[3].box == nil)
        #expect(line.digits.count == 7)
    }

    @Test("A number that clearly is another one is left unchanged", arguments: [3, 5, 6, 9])
    func anotherLength(length: Int) throws {
        let reading = try read("3605", try NumberConstraint(length: length...length))
        #expect(reading.lines == [])
        #expect(reading.misfits.map(\.text) == ["3605"])
    }

    @Test func onlySomeDigitsAreAllowed() throws {
        let reading = try read("77", try NumberConstraint(pattern: try NumberPattern("[0-6]{2}")))
        #expect(reading.lines == [])
        #expect(reading.misfits.map(\.text) == ["77"])
        #expect(try read("77", try NumberConstraint(pattern: try NumberPattern("[5-7]{1,4}"))).lines.map(\.text) == ["77"])
    }

    @Test func luhn() throws {
        // The example of ISO/IEC 7812-1's formula that is most often printed.
        let luhn = try NumberConstraint(checksum: try Checksum("luhn"))
        #expect(try read("79927398713", luhn).lines.map(\.text) == ["79927398713"])
        #expect(try read("79927398710", luhn).lines.allSatisfy { $0.text != "79927398710" })
    }
}
