import DigitDecoding
import DigitNN
import Testing

@Suite struct LineDecoderTests {
    private func decode(_ frames: SymbolFrames, _ constraint: NumberConstraint? = nil) throws -> DecodedNumber {
        let numbers = LineDecoder(constraint: constraint).decode(frames)
        #expect(numbers.count == 1)
        return try #require(numbers.first)
    }

    @Test(
        "The written text is kept",
        arguments: ["996", "3.75", "-12", "7/10", "12:30", "#4", "€5,00", "(030)123", "1=1", "5*", "50%", "11", "12?4"])
    func text(text: String) throws {
        let number = try decode(try Line.frames(text))
        #expect(number.text == text)
        #expect(number.digitsText == text.filter { $0.isNumber || $0 == "?" })
        #expect(number.symbols.map(\.character) == Array(text))
        #expect(number.confidence > 0.98 && number.isExact && !number.isMisfit)
        for symbol in number.symbols { #expect(symbol.confidence > 0.99) }
    }

    @Test(
        "A clear number is not forced to match",
        arguments: [("996", 4...4), ("260514", 5...5), ("996", 2...2), ("12", 1...1), ("7", 3...9)], [0.999, 0.9999])
    func otherLengths(number: (text: String, length: ClosedRange<Int>), sure: Double) throws {
        let found = try decode(try Line.frames(number.text, sure: sure), try NumberConstraint(length: number.length))
        #expect(found.isMisfit)
        #expect(found.text == number.text)
    }

    @Test("Constraints decide between readings")
    func constraints() throws {
        // A 1 that may be a 7.
        let frames = try Line.frames("4111111111111117", place: 15, other: "1", probability: 0.3)
        #expect(try decode(frames).text == "4111111111111117")
        let card = try decode(frames, try NumberConstraint(checksum: .luhn))
        #expect(card.text == "4111111111111111")
        #expect(card.confidence > 0.6)
        // The probability of the 1 by itself.
        #expect(abs((card.symbols.last?.confidence ?? 0) - 0.3) < 0.01)
        #expect(card.symbols.last?.alternatives.first?.character == "7")
        let value = try Line.frames("340", place: 0, other: "2", probability: 0.2)
        #expect(try decode(value, try NumberConstraint(range: NumberRange("1..299"))).text == "240")
        #expect(try decode(try Line.frames("996"), try NumberConstraint(length: 3...3)).confidence > 0.98)
    }

    @Test("A length ignores marks, and they are kept")
    func marksWithLength() throws {
        let number = try decode(try Line.frames("12-34.5"), try NumberConstraint(length: 5...5))
        #expect(number.text == "12-34.5" && !number.isMisfit && number.digitsText == "12345")
    }

    @Test("Inserted marks are flagged")
    func inserted() throws {
        let constraint = try NumberConstraint(pattern: NumberPattern(#"\d{3}-\d{4}"#))
        let bare = try decode(try Line.frames("5551234"), constraint)
        #expect(bare.text == "555-1234" && bare.digitsText == "5551234")
        #expect(bare.symbols.filter(\.isInserted).map(\.character) == ["-"])
        #expect(bare.symbols[3].isInserted)
        let written = try decode(try Line.frames("555-1234"), constraint)
        #expect(written.text == "555-1234" && !written.symbols.contains(where: \.isInserted))
        let other = try decode(try Line.frames("555/1234"), constraint)
        #expect(other.isMisfit && other.text == "555/1234")
    }

    @Test("Other writing shows as ? and makes a misfit; print is left out and listed")
    func otherInk() throws {
        let constraint = try NumberConstraint(length: 3...4)
        let scribble = try decode(try Line.frames("12?4"), constraint)
        #expect(scribble.isMisfit && scribble.text == "12?4")
        let printed = try decode(try Line.frames("_123_"), constraint)
        #expect(printed.text == "123" && !printed.isMisfit)
        #expect(printed.print == [8..<32, 96..<120])
        #expect(LineDecoder().decode(try Line.frames("__")).isEmpty)
        #expect(LineDecoder(constraint: constraint).decode(try Line.frames("")).isEmpty)
    }

    @Test("A stroke that must be a 1 by its position is as certain as the number", arguments: ["/2345", "1234/", "(234"])
    func strokes(text: String) throws {
        let number = try decode(try Line.frames(text))
        #expect(number.text == String(text.map { $0.isWholeNumber ? $0 : "1" }))
        for symbol in number.symbols { #expect(symbol.confidence >= number.confidence - 0.01) }
        let slash = try decode(try Line.frames("12/34"))
        #expect(slash.symbols[2].character == "/" && slash.symbols[2].confidence > 0.99)
    }

    @Test("A stroke between digits that form neither a date nor a fraction is less often a slash")
    func rareSlashes() throws {
        let decode = { (text: String, place: Int) in
            LineDecoder().decode(try Line.frames(text, place: place, other: "1", probability: 0.35)).first?.text
        }
        #expect(try decode("1382/9", 4) == "138219")
        #expect(try decode("371/25", 3) == "371125")
        for usual in ["12/34", "5/12/24", "31/12/2024", "2024/05", "1/2"] {
            let place = try #require(usual.firstIndex(of: "/"))
            #expect(try decode(usual, usual.distance(from: usual.startIndex, to: place)) == usual)
        }
    }

    @Test("A digit's ink is read even if each step by itself is more likely blank")
    func faintDigit() throws {
        let (blank, three) = (Int(NumberAlphabet.blank), Int(Line.symbols("3")[0]))
        let rows = try [nil, nil, "1", nil, nil, nil, "3", "3", "3", nil, nil, nil, "2", nil, nil].map { (text: String?) in
            var row = [Float](repeating: 0, count: 27)
            guard text != "3" else {
                (row[three], row[blank]) = (0.45, 0.55)
                return row
            }
            row[try text.map { Int(try #require(Line.symbols($0).first)) } ?? blank] = 1
            return row
        }
        let frames = try SymbolFrames(probabilities: rows.flatMap { $0 }, steps: rows.count)
        let ink = (0..<60).map { column in [6..<14, 24..<36, 46..<54].contains { $0.contains(column) } ? Float(8) : 0 }
        #expect(LineDecoder().decode(frames, ink: ink).map(\.text) == ["132"])
    }

    @Test("Digit-sized ink between two digits is not dropped as print; box walls, dots and print beside a number are")
    func unreadInk() throws {
        /// Two digits of 80, and other ink between, before and after them.
        func ink(_ columns: Range<Int>, _ sum: Float, steps: Int) -> [Float] {
            (0..<4 * steps).map { column in
                (8..<18).contains(column) || (56..<66).contains(column) ? 8 : columns.contains(column) ? sum : 0
            }
        }
        let frames = try Line.frames("1_2")
        let decode = { (ink: [Float]) in LineDecoder().decode(frames, ink: ink) }
        let letter = try #require(decode(ink(32..<46, 7, steps: frames.steps)).first)
        #expect(letter.text == "1?2" && letter.digitsText == "1?2")
        #expect(letter.symbols.count == 3 && letter.symbols[1].columns == 32..<46)
        #expect(decode(ink(38..<41, 32, steps: frames.steps)).map(\.text) == ["12"])
        #expect(decode(ink(34..<42, 3, steps: frames.steps)).map(\.text) == ["12"])
        #expect(decode(ink(0..<0, 0, steps: frames.steps)).map(\.text) == ["12"])
        // No number of two digits is in it.
        let two = LineDecoder(constraint: try NumberConstraint(length: 2...2))
        #expect(try #require(two.decode(frames, ink: ink(32..<46, 7, steps: frames.steps)).first).isMisfit)
        let beside = try Line.frames("12_")
        let unit = (0..<4 * beside.steps).map { column in
            (8..<18).contains(column) || (28..<38).contains(column) ? Float(8) : (50..<70).contains(column) ? 9 : 0
        }
        #expect(LineDecoder().decode(beside, ink: unit).map(\.text) == ["12"])
    }

    @Test("Wide gaps separate numbers, narrow ones do not")
    func gaps() throws {
        #expect(LineDecoder().decode(try Line.frames("12 34")).map(\.text) == ["1234"])
        let apart = try Line.frames("12   345")
        let numbers = LineDecoder().decode(apart)
        #expect(numbers.map(\.text) == ["12", "345"])
        // 2 + 2 * 5 steps, 3 * 10 of gap, and 3 * 5.
        #expect(numbers.map(\.columns) == [8..<36, 168..<216])
        #expect(numbers[1].symbols[0].columns == 168..<176)
        let two = LineDecoder(constraint: try NumberConstraint(length: 2...3)).decode(apart)
        #expect(two.map(\.text) == ["12", "345"] && !two.contains(where: \.isMisfit))
        let one = LineDecoder(constraint: try NumberConstraint(length: 5...5)).decode(apart)
        #expect(one.map(\.text) == ["12345"] && one.allSatisfy { !$0.isMisfit })
        let some = LineDecoder(constraint: try NumberConstraint(length: 2...2)).decode(apart)
        #expect(some.map(\.text) == ["12", "345"] && some.map(\.isMisfit) == [false, true])
    }

    @Test("Symbols have the columns of their ink")
    func ink() {
        var ink = [Float](repeating: 0, count: 80)
        for column in Array(10..<22) + Array(24..<26) + Array(40..<60) { ink[column] = 8 }
        ink[50] = 1
        #expect(SymbolColumns.columns(of: [3..<5, 11..<12, 13..<14], ink: ink) == [10..<26, 40..<50, 50..<60])
        #expect(SymbolColumns.columns(of: [3..<5], ink: nil) == [12..<20])
        #expect(SymbolColumns.columns(of: [17..<19], ink: [Float](repeating: 0, count: 80)) == [68..<76])
        #expect(SymbolColumns.columns(of: [17..<19], ink: [1]).count == 1)
    }

    @Test("The confidence of a line is the sum over its alignments")
    func confidence() throws {
        let frames = try Line.frames("1234", place: 2, other: "8", probability: 0.4)
        let number = try decode(frames)
        #expect(isClose(number.probability, referenceProbability(frames, number.text), within: 1e-9))
        #expect(number.alternatives.first?.text == "1284")
        #expect(abs(number.symbols[2].confidence - 0.6) < 0.001)
        #expect(abs((number.symbols[2].alternatives.first?.probability ?? 0) - 0.4) < 0.001)
        let softer = LineDecoder(calibration: try ConfidenceCalibration(temperature: 2)).decode(frames)
        #expect(softer.first?.probability == number.probability)
        #expect((softer.first?.confidence ?? 1) < number.confidence)
    }

    @Test("The confidence of digits is the sum over marks")
    func digitsConfidence() throws {
        // A dot that may be a comma.
        let frames = try Line.frames("3.75", place: 1, other: ",", probability: 0.4)
        for constraint in [nil, try NumberConstraint(length: 3...3), try NumberConstraint(decimals: 2)] {
            let number = try decode(frames, constraint)
            #expect(number.text == "3.75" && number.digitsText == "375")
            #expect(abs(number.confidence - 0.6) < 0.01 && number.digitsConfidence > 0.99)
        }
    }

    /// The forward recursion over extended states, plainly, without logarithms.
    private func referenceProbability(_ frames: SymbolFrames, _ text: String) -> Double {
        let states: [UInt8] = [0] + Line.symbols(text).flatMap { symbol -> [UInt8] in [symbol, 0] }
        var sums = states.indices.map { $0 < 2 ? frames.probability(0, states[$0]) : 0 }
        for step in 1..<frames.steps {
            sums = states.indices.map { state in
                var sum = sums[state]
                if state > 0 { sum += sums[state - 1] }
                if state > 1, states[state] != 0, states[state] != states[state - 2] { sum += sums[state - 2] }
                return sum * frames.probability(step, states[state])
            }
        }
        return sums.suffix(2).reduce(0, +)
    }

    @Test(
        "Two hundred digits, all the same",
        arguments: [String(repeating: "1234567890", count: 20), String(repeating: "1", count: 200)])
    func long(text: String) throws {
        let number = try decode(try Line.frames(text))
        #expect(number.text == text)
    }

    @Test("A line of more symbols than a number has is decoded in parts, which end at wide gaps")
    func veryLong() throws {
        let digits = String(repeating: "1234567890", count: 100)
        let parts = LineDecoder().decode(try Line.frames(digits))
        #expect(parts.map(\.text).joined() == digits)
        #expect(parts.allSatisfy { $0.text.count <= LongLine.mostSymbols } && parts.count >= 3)
        // The columns are those of the line.
        #expect(parts.flatMap(\.symbols).enumerated().allSatisfy { $1.columns == 8 + 20 * $0..<16 + 20 * $0 })
        let gap = LineDecoder().decode(try Line.frames("\(digits.prefix(250)) \(digits.prefix(250))"))
        #expect(gap.map(\.text.count) == [250, 250])
        let one = LineDecoder().decode(try Line.frames(String(digits.prefix(LongLine.mostSymbols))))
        #expect(one.map(\.text.count) == [LongLine.mostSymbols])
    }

    @Test("Only the steps between the first and the last value that is not zero are stored")
    func stepValues() {
        for all: [Double] in [[], [0, 0], [0, 3, 0, 5, 0, 0], [1, 2], [0, 4], [4, 0]] {
            let stored = StepValues(all)
            #expect(all.indices.map { stored[$0] } == all && stored[all.count] == 0)
        }
        #expect(StepValues([0, 3, 0, 5, 0, 0]).storedCount == 3 && StepValues([0, 0]).storedCount == 0)
    }
}
