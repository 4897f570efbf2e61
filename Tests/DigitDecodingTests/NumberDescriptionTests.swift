import DigitDecoding
import Testing

/// Constraints on numbers as people and programs write them.
@Suite struct NumberDescriptionTests {
    @Test func describes() throws {
        #expect(try NumberDescription().constraint() == nil)
        var known = NumberDescription()
        for (name, text) in ["length": "3..4", "checksum": "luhn", "range": "0..5000", "decimals": "0"] {
            try known.set(name, to: text)
        }
        #expect(known == NumberDescription(length: "3..4", checksum: "luhn", range: "0..5000", decimals: 0))
        let constraint = try #require(try known.constraint())
        // 117 obeys the formula: 7 + 2 + 1 = 10.
        #expect(constraint.allows("117") && !constraint.allows("118") && !constraint.allows("18") && !constraint.allows("5009"))
        let fixed = try #require(try NumberDescription(pattern: #"\d-\d"#).constraint())
        #expect(fixed.allows("1-2") && fixed.allows("12") && !fixed.allows("1"))
    }

    @Test(
        "Errors name what is not supported",
        arguments: [
            ("length", "0", "length: "), ("pattern", "(", "pattern \"(\""), ("checksum", "x", "checksum: "),
            ("range", "3", "range: "),
            ("decimals", "21", "decimals: "), ("decimals", "2.0", "decimals: a whole number"),
            ("lenght", "3", "length, pattern, checksum, range, decimals expected, got \"lenght\""),
        ])
    func errors(name: String, text: String, words: String) {
        let error = #expect(throws: DecodingError.self) {
            var known = NumberDescription()
            try known.set(name, to: text)
            _ = try known.constraint()
        }
        #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
    }

    @Test func listsOfTexts() throws {
        let list = try NumberList(numbers: ["0012", " 3 4 ", "12-3", "0012"])
        #expect((0..<list.count).map { list.text($0) } == ["0012", "3 4", "12-3"] && list.hasMarks)
        #expect(try NumberDescription(length: "4").constraint(among: list)?.allows("0012") == true)
        #expect(try NumberDescription(length: "4").constraint(among: list)?.allows("34") == false)
        for (numbers, words) in [
            ([], "at least one"), (["1", "x"], "got \"x\" at place 1"), ([""], "at place 0"), (["1", "-"], "got \"-\""),
        ] {
            let error = #expect(throws: DecodingError.self) { try NumberList(numbers: numbers) }
            #expect(error?.description.contains(words) == true)
        }
    }
}
