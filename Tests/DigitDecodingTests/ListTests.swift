import DigitDecoding
import DigitNN
import TestSupport
import Testing

@Suite struct ListTests {
    private func file(_ text: String, name: String = "list.txt") throws -> NumberListFile {
        try NumberListFile(Array(text.utf8), name: name)
    }

    private func texts(_ file: NumberListFile) -> [String] { (0..<file.list.count).map { file.list.text($0) } }

    @Test(
        "Lists in all their forms",
        arguments: [
            ("list.txt", "0012\n345\n"), ("list.txt", "\u{FEFF}0012\r\n345"), ("list.csv", "number,name\n0012,Ann\n345,Bo\n"),
            ("list.csv", "\"0012\",\"A, \"\"B\"\"\nC\"\r\n\"345\",D\r\n"), ("list.tsv", "0012\tAnn\n345\tBo"),
            ("list", "0012;x\n345;y"),
            ("list", "0012,Ann\n345,Bo"), ("list", "nr\r0012\r345\r"), ("list.CSV", "\n\n0012\n  345 \n\n"),
            ("list", "0 012\n3 4 5\n"),
        ])
    func forms(name: String, text: String) throws {
        let file = try file(text, name: name)
        let symbols = texts(file).map { $0.filter { $0 != " " } }
        #expect(symbols == ["0012", "345"])
        #expect(!file.list.hasMarks)
    }

    @Test func whatIsTold() throws {
        let file = try file("Number,Name\n12,a\n\n013,b\nnone,c\n12,d\n7 a,e\n13,f\n12,g\n", name: "list.csv")
        #expect(texts(file) == ["12", "013", "13"])
        #expect(file.header == "Number")
        #expect(file.blankLines == 1)
        #expect(file.otherLines == 2)
        #expect(file.firstOtherLine?.number == 5 && file.firstOtherLine?.text == "none")
        #expect(file.duplicates == 2)
        #expect(file.firstDuplicate?.number == 6 && file.firstDuplicate?.text == "12")
    }

    @Test func linesAreCountedThroughQuotes() throws {
        let file = try file("12,\"a\nb\"\n13,c\nx,d\n", name: "list.csv")
        #expect(texts(file) == ["12", "13"])
        #expect(file.firstOtherLine?.number == 4)
    }

    @Test func whatIsNoList() {
        for bytes: [UInt8] in [
            [], Array("a\nb\n".utf8), [0xFF, 0xFE, 0x31, 0], [0xC3, 0x28, 0x0A], Array("\"1".utf8).dropLast(),
        ] {
            #expect(throws: DecodingError.self) { try NumberListFile(bytes, name: "list") }
        }
        #expect(throws: DecodingError.self) { try file(String(repeating: "1", count: 65)) }
    }

    @Test func marksOfNumbers() throws {
        let list = try file("3.75\n37.5\n-12\n€5\n").list
        #expect(list.hasMarks)
        let entries = { list.entries(writtenAs: Line.symbols($0)).map { list.text($0) } }
        #expect(entries("3.75") == ["3.75"] && entries("375") == ["3.75", "37.5"] && entries("-12") == ["-12"])
        #expect(entries("12") == ["-12"] && entries("+12") == [] && entries("€5") == ["€5"] && entries("1") == [])
    }

    @Test("A list, against each of its numbers alone", arguments: 0..<8)
    func exactSums(seed: Int) throws {
        var dice = SplitMix(state: UInt64(400 + seed))
        let frames = try Enumeration.frames(steps: 7, classes: [0, 1, 2, 11], sharpness: 3, dice: &dice)
        let numbers = ["0", "01", "10", "110", "0101", "111"]
        let list = try file(numbers.joined(separator: "\n")).list
        let constraint = try NumberConstraint(list: list)
        let all = Enumeration(frames, classes: [0, 1, 2, 11])
        // Marks do not count.
        var sums: [String: Double] = [:]
        for (string, probability) in all.strings {
            let digits = NumberAlphabet.text(of: string.filter { $0 != 11 })
            if numbers.contains(digits) { sums[digits, default: 0] += probability }
        }
        let total = sums.values.reduce(0, +)
        let best = try #require(sums.max { $0.value < $1.value })
        let found = LineDecoder(constraint: constraint, alternatives: 6).decode(frames)
        let fits = constraint.evidence.probability(allowed: total)
        let number = try #require(found.first)
        guard total >= constraint.evidence.leastAllowed else {
            #expect(number.isMisfit)
            return
        }
        #expect(number.entry == best.key)
        #expect(isClose(number.probability, fits * best.value / total, within: 0.02))
        #expect(number.alternatives.first?.entry == sums.sorted { $0.value > $1.value }[1].key)
    }

    @Test func aNearbyNumberOfTheList() throws {
        let frames = try Line.frames("123456789", place: 4, other: "3", probability: 0.2)
        let known = try NumberConstraint(list: file("123436789\n123456709\n999999999\n").list)
        let number = try #require(LineDecoder(constraint: known).decode(frames).first)
        #expect(number.entry == "123436789")
        #expect(number.confidence > 0.9)
        let unknown = try NumberConstraint(list: file("223436781\n999999999\n").list)
        let misfit = try #require(LineDecoder(constraint: unknown).decode(frames).first)
        #expect(misfit.isMisfit && misfit.text == "123456789")
    }

    @Test func marksThatAreWritten() throws {
        let digits = try NumberConstraint(list: file("123456\n").list)
        let number = try #require(LineDecoder(constraint: digits).decode(try Line.frames("123-456")).first)
        #expect(number.text == "123-456" && number.entry == "123456" && number.digitsText == "123456")
        let amounts = try NumberConstraint(list: file("3.75\n37.5\n").list)
        #expect(LineDecoder(constraint: amounts).decode(try Line.frames("37.5")).first?.entry == "37.5")
        let unclear = try #require(LineDecoder(constraint: amounts).decode(try Line.frames("375")).first)
        #expect(unclear.confidence < 0.51)
    }

    /// All spellings of some numbers, in order, made one by one.
    private func spellings(_ numbers: [String]) -> [String: [String]] {
        var result: [String: [String]] = [:]
        for number in numbers {
            let marks = number.indices.filter { !number[$0].isNumber }
            for missing in 0..<(1 << marks.count) where marks.count <= 3 || missing == 0 || missing == (1 << marks.count) - 1 {
                let left = marks.indices.filter { missing >> $0 & 1 == 1 }.map { marks[$0] }
                result[String(number.indices.filter { !left.contains($0) }.map { number[$0] }), default: []].append(number)
            }
        }
        return result
    }

    @Test("Every spelling of every number is found, with its numbers in order")
    func allSpellings() throws {
        var dice = SplitMix(state: 12)
        var numbers: [String] = []
        // Many have long beginnings in common, and some are the beginnings of others.
        for _ in 0..<2_000 {
            let start = String("1234-567890123456".prefix(Int.random(in: 0...16, using: &dice)))
            numbers.append(start + String((0..<4).map { _ in Array("0123.-/").randomElement(using: &dice)! }) + "7")
        }
        numbers = numbers.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        let list = try NumberList(numbers: numbers)
        let all = spellings(numbers)
        for (spelling, owners) in all {
            #expect(list.entries(writtenAs: Line.symbols(spelling)).map { list.text($0) } == owners)
            #expect(list.entries(writtenAs: Line.symbols(spelling + "8")).isEmpty)
        }
        // The same of those that another condition allows.
        let some = try list.filtered { $0.count > 9 }
        let left = numbers.filter { $0.count > 9 }
        #expect(some.count == left.count)
        for (spelling, owners) in spellings(left) {
            #expect(some.entries(writtenAs: Line.symbols(spelling)).map { some.text($0) } == owners)
        }
        #expect(throws: DecodingError.self) { try list.filtered { _ in false } }
    }

    @Test("A list keeps its memory in proportion: four bytes for each spelling")
    func memoryOfSpellings() { #expect(MemoryLayout<Spelling>.stride == 4) }

    @Test("Many numbers with one spelling are equally likely, and few of them are looked at")
    func oneSpelling() throws {
        let marks: [Character] = [".", "-", "/", ":", "+", "(", ")", "*", "$", "%"]
        let numbers = (0..<20_000).map { number in
            String((0..<5).map { marks[number / [1, 10, 100, 1_000, 10_000][$0] % 10] }) + "7"
        }
        let constraint = try NumberConstraint(list: try NumberList(numbers: numbers))
        let found = try #require(LineDecoder(constraint: constraint, alternatives: 2_000).decode(try Line.frames("7")).first)
        #expect(found.entry == numbers[0] && found.confidence < 0.01)
        #expect(found.alternatives.count == 999)
    }

    @Test("In a list of a million numbers, few prefixes are examined")
    func aMillion() throws {
        var bytes: [UInt8] = []
        for number in 0..<1_000_000 { bytes += Array("\(100_000_000 + (number * 7_919) % 1_000_003 * 887)\n".utf8) }
        let list = try NumberListFile(bytes, name: "list").list
        #expect(list.count == 1_000_000)
        let constraint = try NumberConstraint(list: list)
        for number in [0, 1, 77_777, 999_999] {
            let text = list.text(number)
            let found = try #require(LineDecoder(constraint: constraint).decode(try Line.frames(text)).first)
            #expect(found.entry == text && found.isExact && found.confidence > 0.9)
        }
        // In noise, the search ends.
        let noise = try SymbolFrames(probabilities: [Float](repeating: 1 / 27, count: 27 * 64), steps: 64)
        #expect(LineDecoder(constraint: constraint).decode(noise).allSatisfy { $0.confidence < 0.1 })
    }
}
