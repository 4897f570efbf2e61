import DigitReader
import Testing

@Suite struct FieldTests {
    private func page(_ text: String) -> SyntheticPage {
        var page = SyntheticPage(width: 80 + 70 * text.count, height: 160)
        page.write(text, x: 40, y: 30, size: 90, pitch: 66)
        return page
    }

    private func read(_ text: String, _ constraint: FieldConstraint) throws -> PageReading {
        try DigitReader().read(page(text).picture(), constraint: constraint)
    }

    @Test func aPatternPutsItsSignsIntoTheText() throws {
        let pattern = try FieldPattern(#"\d{3}-\d{4}"#)
        #expect(try read("5551234", FieldConstraint(pattern: pattern)).lines.map(\.text) == ["555-1234"])
    }

    @Test func aLengthThatCannotBe() throws {
        let reading = try read("137", FieldConstraint(pattern: try FieldPattern(digits: 9)))
        #expect(reading.lines == [])
        #expect(reading.misfits.map(\.text) == ["137"])
    }

    @Test("A number that is plainly another one is left as it is", arguments: [3, 5, 6])
    func anotherLength(length: Int) throws {
        let reading = try read("3605", FieldConstraint(pattern: try FieldPattern(digits: length)))
        #expect(reading.lines == [])
        #expect(reading.misfits.map(\.text) == ["3605"])
    }

    @Test func onlySomeDigitsAreAllowed() throws {
        let reading = try read("77", FieldConstraint(pattern: try FieldPattern("[0-6]{2}")))
        #expect(reading.lines == [])
        #expect(reading.misfits.map(\.text) == ["77"])
        #expect(try read("77", FieldConstraint(pattern: try FieldPattern("[5-7]{1,4}"))).lines.map(\.text) == ["77"])
    }

    @Test func luhn() throws {
        // The example of ISO/IEC 7812-1's formula that is most often printed.
        #expect(try read("79927398713", FieldConstraint(checksum: .luhn)).lines.map(\.text) == ["79927398713"])
        let wrong = try read("79927398710", FieldConstraint(pattern: try FieldPattern(digits: 11), checksum: .luhn))
        for line in wrong.lines {
            #expect(line.text != "79927398710")
            #expect(luhnSum(line.text) % 10 == 0)
        }
    }

    /// As the standard describes it.
    private func luhnSum(_ text: String) -> Int {
        text.reversed().enumerated().map { place, character in
            let digit = Int(String(character)) ?? 0
            guard place % 2 == 1 else { return digit }
            return 2 * digit > 9 ? 2 * digit - 9 : 2 * digit
        }.reduce(0, +)
    }

    @Test(
        "Patterns that are not understood",
        arguments: [
            ("", "at least one digit expected"), ("-", "at least one digit expected"), (#"\d{65}"#, "at most 64"),
            ("[9-1]", "a larger digit"),
            ("[abc]", "digits in brackets expected"), ("[12", "]"), (#"\w"#, "only \\d is"), ("(1|2)", "is not understood there"),
            (#"\d*"#, "is not understood there"), (#"\d{2"#, "expected"), (#"\d{3,2}"#, "expected"), (#"\d{-1}"#, "expected"),
            ("\\", "expected"),
        ])
    func badPatterns(text: String, part: String) {
        let error = #expect(throws: ReaderError.self) { try FieldPattern(text) }
        #expect(error?.description.hasPrefix("pattern \"\(text)\": ") == true)
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test func patternsThatAreUnderstood() throws {
        for text in [#"\d"#, "7", "[135]?[0-9]{2}", #"\d{2,4} \d"#, #"\(\d{3}\) \d{4}"#, "A-[0-5]{62}"] {
            #expect(throws: Never.self) { try FieldPattern(text) }
        }
    }
}
