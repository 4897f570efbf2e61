import DigitDecoding
import DigitNN
import TestSupport
import Testing

@Suite struct PatternTests {
    @Test("Numbers that a pattern allows, against the same regular expression in Swift")
    func language() throws {
        let patterns = [
            #"\d{3}"#, "[0-4]+7*", "(12|3)?4{1,3}", "(0|1)*01", "1(2|(34)+)?5", "[13579]{2,}", #"(\d\d){0,3}"#, "(1|2|)(3|)",
            "1{0,2}2",
            "((1*)*2)*3",
        ]
        var dice = SplitMix(state: 1)
        for text in patterns {
            let expression = try Regex(text)
            let automaton = try NumberPattern(text).automaton()
            for _ in 0..<2000 {
                let number = String(
                    (0..<Int.random(in: 0...7, using: &dice)).map { _ in "0123457".randomElement(using: &dice) ?? "0" })
                let isAllowed = number.wholeMatch(of: expression) != nil
                #expect(automaton.accepts(Line.symbols(number)) == isAllowed, "\(text) \(number)")
            }
        }
    }

    @Test(
        "Marks in a pattern match written ones, or are inserted",
        arguments: [
            (#"\d{3}-\d{4}"#, "555-1234", "555-1234"), (#"\d{3}-\d{4}"#, "5551234", "555(-)1234"),
            (#"\(\d\d\) \d"#, "(12)3", "(12)( )3"), (#"\(\d\d\) \d"#, "123", "(()12())( )3"),
            (#"\d+([,.]\d\d)?"#, "3.75", "3.75"), (#"\d+([,.]\d\d)?"#, "375", "375"), (#"-?\d"#, "7", "7"),
            (#"-?\d"#, "-7", "-7"),
            (#"A\d{2}|\d{3}"#, "123", "123"), (#"A\d{2}|\d{3}"#, "12", "(A)12"), (#"(\d\d:)+\d\d"#, "12:3045", "12:30(:)45"),
        ])
    func written(pattern: String, number: String, expected: String) throws {
        let written = try #require(try NumberPattern(pattern).written(Line.symbols(number)))
        #expect(written.map { $0.place == nil ? "(\($0.character))" : "\($0.character)" }.joined() == expected)
        #expect(written.compactMap(\.place) == Array(number.indices.indices).indices.map { $0 })
    }

    @Test func whatASignIsNot() throws {
        let constraint = try NumberConstraint(pattern: NumberPattern(#"\d{3}-\d{4}"#))
        #expect(constraint.allows("555-1234") && constraint.allows("5551234"))
        #expect(!constraint.allows("555/1234") && !constraint.allows("55-51234") && !constraint.allows("555--1234"))
        #expect(!constraint.allows("555-123?") && !constraint.allows("letters"))
    }

    @Test(
        "Patterns that are not supported or too complex",
        arguments: [
            ("", "at least one digit expected"), ("-", "at least one digit expected"), (#"\d{65}"#, "at most 64"),
            ("[9-1]", "a larger digit"), ("[abc]", "digits in brackets expected"), ("[12", "]"), (#"\w"#, "only \\d is"),
            (#"\d{2"#, "expected"), (#"\d{3,2}"#, "expected"), (#"\d{-1}"#, "expected"), ("\\", "expected"),
            ("[]", "in brackets"),
            ("(1", "after \"(\""), ("1)", "without \"(\""), ("1|*", "is not supported here"),
            ("1+*", "is not supported here"),
            ("^1$", "is not supported here"), ("[01]*1[01]{20}", "too complex"), (#"((\d{64}){64}){64}"#, "too long"),
            ("(((((((1{9}){9}){9}){9}){9}){9}){9})", "too long"),
        ])
    func badPatterns(text: String, part: String) {
        let error = #expect(throws: DecodingError.self) { try NumberPattern(text).automaton() }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("pattern \"") == true)
    }

    /// There may be more states while it is built than it may have in the end; each limit is said as it is.
    @Test func theLimitOnStatesIsSaid() throws {
        for (text, most) in [("[01]*1[01]{12}", 4_096), ("[01]*1[01]{20}", 20_000)] {
            let error = #expect(throws: DecodingError.self) { try NumberConstraint(pattern: NumberPattern(text)) }
            #expect(
                error?.description.hasSuffix("too complex: at most \(most) states expected") == true,
                "\(error?.description ?? "")")
        }
        #expect(try NumberConstraint(pattern: NumberPattern("[01]*1[01]{11}")).allows("100000000000"))
    }

    @Test func hostilePatterns() {
        for text in [
            String(repeating: "(", count: 400) + "1" + String(repeating: ")", count: 400), String(repeating: "1", count: 100_000),
            "(1|" + String(repeating: "(1|2)*", count: 80) + ")", "(" + String(repeating: "(1*)*", count: 90) + ")*",
        ] {
            // An error or an automaton, soon.
            _ = try? NumberPattern(text).automaton()
        }
    }
}

@Suite struct KnownNumberTests {
    private func accepts(_ checksum: Checksum, _ number: String, length: ClosedRange<Int>? = nil) throws -> Bool {
        try checksum.automaton(length: length).accepts(Line.symbols(number))
    }

    /// Examples from the standards' texts or their encyclopedia entries.
    @Test(
        "Numbers with a valid checksum, and with any digit changed",
        arguments: [
            ("luhn", "79927398713"), ("luhn", "4111111111111111"), ("isbn10", "0306406152"), ("isbn13", "9780306406157"),
            ("ean13", "4006381333931"), ("ean8", "73513537"), ("upc", "036000291452"), ("iban:DE", "89370400440532013000"),
            ("iban:ES", "9121000418450200051332"), ("iban:NO", "9386011117947"), ("iban:BE", "68539007547034"),
            ("mod97", "3214282912345698765432161182"),
        ])
    func checksums(name: String, number: String) throws {
        let automaton = try Checksum(name).automaton(length: nil)
        #expect(automaton.accepts(Line.symbols(number)))
        #expect(automaton.accepts(Line.symbols("\(number.prefix(4))-\(number.dropFirst(4))")))
        #expect(!automaton.accepts(Line.symbols(String(number.dropLast()))))
        for place in number.indices {
            for digit in "0123456789" where digit != number[place] {
                var other = number
                other.replaceSubrange(place...place, with: [digit])
                #expect(!automaton.accepts(Line.symbols(other)))
            }
        }
    }

    @Test("Modulus 11 with weights 2 to 7, by its definition")
    func modulus11() throws {
        let automaton = try Checksum.mod11.automaton(length: 9...9)
        var dice = SplitMix(state: 5)
        for _ in 0..<500 {
            let digits = (0..<9).map { _ in Int.random(in: 0...9, using: &dice) }
            var sum = digits[8]
            for (place, weight) in zip((0..<8).reversed(), [2, 3, 4, 5, 6, 7, 2, 3]) { sum += digits[place] * weight }
            #expect(automaton.accepts(digits.map { UInt8($0 + 1) }) == (sum % 11 == 0))
        }
        #expect(throws: DecodingError.self) { try NumberConstraint(checksum: .mod11) }
        #expect(throws: DecodingError.self) { try NumberConstraint(length: 8...9, checksum: .mod11) }
        for name in ["", "lunh", "iban", "iban:XX", "iban:FR", "iban:DE:1"] {
            #expect(throws: DecodingError.self) { try Checksum(name) }
        }
    }

    @Test("Values in a range, against arithmetic", arguments: ["1..100", "0..9", "95..1203", "-15..7", "-30..-2", "0..0"])
    func ranges(text: String) throws {
        let range = try NumberConstraint(range: NumberRange(text), decimals: 0)
        let bounds = text.split(separator: ".").compactMap { Int($0) }
        for value in -1500...1500 {
            let isAllowed = (bounds[0]...bounds[1]).contains(value)
            #expect(range.allows("\(value)") == isAllowed, "\(value)")
            if value >= 0 { #expect(range.allows("00\(value)") == isAllowed) }
            if value >= 1000 { #expect(range.allows("\(value / 1000).\("\(value + 1000)".suffix(3))") == isAllowed) }
        }
    }

    @Test("Values with decimals in a range, against arithmetic")
    func decimalRanges() throws {
        let constraint = try NumberConstraint(range: NumberRange("0.5..12.75"), decimals: 2)
        let free = try NumberConstraint(range: NumberRange("0.5..12.75"))
        for hundredths in 0...2000 {
            let decimals = "\(100 + hundredths % 100)".suffix(2)
            let isAllowed = (50...1275).contains(hundredths)
            #expect(constraint.allows("\(hundredths / 100).\(decimals)") == isAllowed)
            #expect(constraint.allows("$\(hundredths / 100),\(decimals)") == isAllowed)
            #expect(free.allows("\(hundredths / 100),\(decimals)") == isAllowed)
            // The decimal mark is inserted.
            #expect(constraint.allows("\(hundredths / 100)\(decimals)") == isAllowed)
            if hundredths % 100 == 0 { #expect(free.allows("\(hundredths / 100)") == isAllowed) }
        }
        #expect(!free.allows("1.2.3") && !free.allows("1..2") && !free.allows(".5") && !free.allows("1/2") && !free.allows(""))
        let amounts = try NumberConstraint(decimals: 2)
        #expect(
            amounts.allows("1.234,50") && amounts.allows("1,234.50") && amounts.allows("-3.75")
                && amounts.allows("12.345.678,00€"))
        #expect(!amounts.allows("1.23,50") && !amounts.allows("3.7") && !amounts.allows("3.755") && !amounts.allows("1.234.50"))
        #expect(String(amounts.written(Line.symbols("375")).map(\.character)) == "3.75")
        #expect(String(amounts.written(Line.symbols("1.23450")).map(\.character)) == "1.234,50")
        #expect(String(amounts.written(Line.symbols("3,75")).map(\.character)) == "3,75")
    }

    @Test func whatIsNoRange() {
        for text in ["", "1", "1..", "..2", "2..1", "1..2..3", "a..b", "1.5.2..3", "-1..-2", "1..1e5", "0x1..2"] {
            #expect(throws: DecodingError.self) { try NumberRange(text) }
        }
        for text in ["", "0", "65", "5..4", "a", "1..", "4..99999999999999999999"] {
            #expect(throws: DecodingError.self) { try ClosedRange.numberLength(text) }
        }
        #expect((try? ClosedRange.numberLength("4..6")) == 4...6)
        #expect((try? ClosedRange.numberLength("5")) == 5...5)
        #expect(throws: DecodingError.self) { try NumberConstraint(decimals: 21) }
        #expect(throws: DecodingError.self) { try NumberConstraint(length: 4...4, pattern: NumberPattern(#"\d{5}"#)) }
    }

    @Test func whatIsKnownCombines() throws {
        let both = try NumberConstraint(length: 16...16, pattern: NumberPattern(#"4\d+"#), checksum: .luhn)
        #expect(both.allows("4111111111111111") && !both.allows("5555555555554444") && !both.allows("4111111111111112"))
        let list = try NumberListFile(Array("4111111111111111\n5555555555554444\n4242\n".utf8), name: "cards").list
        let listed = try NumberConstraint(length: 16...16, pattern: NumberPattern(#"4\d+"#), list: list)
        #expect(listed.allows("4111111111111111") && !listed.allows("5555555555554444") && !listed.allows("4242"))
        #expect(throws: DecodingError.self) { try NumberConstraint(length: 7...7, list: list) }
    }

    @Test("Minimization keeps the allowed numbers and leaves the fewest states")
    func minimization() throws {
        // Remainders by 3: three states, and marks.
        let automaton = try NumberAutomaton.explored(from: 0) { state, symbol -> Int? in
            NumberAlphabet.digit(of: symbol).map { (10 * state + $0) % 12 }
        } accepts: {
            $0 % 3 == 0
        }
        #expect(automaton.stateCount == 3)
        for value in 0...500 { #expect(automaton.accepts(Line.symbols("\(value)")) == (value % 3 == 0)) }
        #expect(try NumberAutomaton.length(5...5).stateCount == 6)
        #expect(try NumberConstraint(length: 16...16, checksum: .luhn).automaton?.stateCount ?? 0 <= 160)
    }

    @Test("As few states as by pairwise comparison (Hopcroft and Ullman 1979, section 3.4)")
    func leastStates() throws {
        var dice = SplitMix(state: 3)
        for _ in 0..<60 {
            let count = Int.random(in: 1...14, using: &dice)
            let transitions = (0..<count * NumberAutomaton.width).map { place -> Int32 in
                let symbol = place % NumberAutomaton.width
                guard (1...3).contains(symbol), Int.random(in: 0...4, using: &dice) > 0 else { return NumberAutomaton.none }
                return Int32.random(in: 0..<Int32(count), using: &dice)
            }
            let accepting = (0..<count).map { _ in Int.random(in: 0...2, using: &dice) == 0 }
            let automaton = NumberAutomaton(transitions: transitions, accepting: accepting)
            let least = automaton.minimized()
            #expect(least.stateCount == Self.leastStateCount(automaton))
            for _ in 0..<50 {
                let text = (0..<Int.random(in: 0...9, using: &dice)).map { _ in UInt8.random(in: 1...3, using: &dice) }
                #expect(least.accepts(text) == automaton.accepts(text))
            }
        }
    }

    /// The number of classes of reachable live states that no string distinguishes; at least one.
    private static func leastStateCount(_ automaton: NumberAutomaton) -> Int {
        let dead = automaton.stateCount
        func next(_ state: Int, _ symbol: Int) -> Int { state == dead ? dead : max(-1, automaton.next(state, symbol)) }
        func target(_ state: Int, _ symbol: Int) -> Int { next(state, symbol) < 0 ? dead : next(state, symbol) }
        var differ = (0...dead).map { one in
            (0...dead).map { other in (one < dead && automaton.accepting[one]) != (other < dead && automaton.accepting[other]) }
        }
        for _ in 0...dead {
            for one in 0...dead {
                for other in 0...dead where !differ[one][other] {
                    differ[one][other] = (1...3).contains { differ[target(one, $0)][target(other, $0)] }
                }
            }
        }
        var reached: Set<Int> = [0]
        for _ in 0...dead { for state in reached { for symbol in 1...3 { reached.insert(target(state, symbol)) } } }
        var classes: [Int] = []
        for state in reached.sorted() where differ[state][dead] && !classes.contains(where: { !differ[state][$0] }) {
            classes.append(state)
        }
        return max(1, classes.count)
    }

    @Test("Minimizing a long chain takes linear time") func chains() throws {
        let automaton = try NumberPattern(#"(\d{64}){60}"#).automaton()
        #expect(automaton.stateCount == 3841 && automaton.effort < 40_000)
    }

    @Test("The fraction of numbers that is allowed, against all strings")
    func share() throws {
        let automaton = try NumberPattern("1[23]?").automaton()
        // A digit has 0.09, and a number continues with 7/8.
        let one = 0.125 * 0.875 * 0.09
        #expect(isClose(NumberPrior.share(automaton), one + 2 * one * 0.875 * 0.09, within: 1e-6))
        #expect(FieldEvidence(share: 0.01).probability(allowed: 0.01) > 0.499)
        #expect(FieldEvidence(share: 0.01).probability(allowed: 0.0099) < 0.5)
        // A constraint that allows nearly everything makes no line less certain.
        for share in [0.6, 0.9, 0.99] { #expect(FieldEvidence(share: share).probability(allowed: 0.999) >= 0.999 - 1e-12) }
    }
}
