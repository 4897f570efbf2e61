import Testing

import DigitForms

/// Files of earlier readings.
struct PreviousReadingsTests {
    private func readings(_ text: String, name: String = "last.csv") throws(FormError) -> PreviousReadings {
        try PreviousReadings(Array(text.utf8), name: name)
    }

    @Test(
        "Tables in all their forms",
        arguments: [
            ("last.csv", "0012,412.5\n345,7\n"), ("last.csv", "\u{FEFF}meter,reading\r\n0012,412.5,x\r\n345,7"),
            ("last.tsv", "0012\t412,5\n345\t7"), ("last", "0012;412,5\n345;7\n"), ("last.txt", "0012,412.5\n345,7\n"),
            ("last.csv", "\"0012\",\"412,5\",\"a\nb\"\n 345 , 7 \n"), ("last.csv", "0012,412.5\n345,7\n345,7.0\n"),
        ]) func forms(name: String, text: String) throws
    {
        let last = try readings(text, name: name)
        #expect(last.count == 2 && last["0012"] == 412.5 && last["345"] == 7 && last["12"] == nil)
        #expect(try readings(last.text) == readings("0012,412.5\n345,7"))
    }

    @Test func whatIsTold() throws {
        let last = try readings("Meter,Reading\n12,5\n\n13,none\n14\n,9\n15,6\n")
        #expect(last.count == 2)
        #expect(
            last.notes == [
                "the first line is taken as a header: Meter, Reading",
                "lines without a key and a number: 4, the first is line 3",
            ])
    }

    @Test(
        arguments: [
            ("", "last.csv: a key and a number on each line expected, found none"),
            ("12\n13\n", "last.csv: a key and a number on each line expected, found none"),
            ("12,1e999\n", "last.csv: a key and a number on each line expected, found none"),
            ("12,5\n13,6\n12,7\n", "last.csv: line 3: one reading for each key expected, \"12\" has another one above"),
        ]) func whatIsNone(text: String, message: String)
    { #expect(throws: FormError(message)) { try readings(text) } }

    @Test func numbersThatAreNone() {
        #expect(throws: FormError("\"12\": a finite number expected, got nan")) { try PreviousReadings(["12": .nan]) }
    }

    @Test("At most a million readings, so that memory stays in proportion to the file") func tooMany() {
        var text: [UInt8] = []
        for number in 0...PreviousReadings.most { text += "\(number),1\n".utf8 }
        #expect(throws: FormError("last.csv: at most 1000000 readings expected, got more")) {
            try PreviousReadings(text, name: "last.csv")
        }
    }
}
