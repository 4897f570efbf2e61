import DigitDecoding
import DigitNN
import DigitTensor
import TestSupport
import Testing

@Suite struct SearchTests {
    /// Blank, 0, 1, the dot and other writing.
    private static let classes: [UInt8] = [0, 1, 2, 11, 25]

    @Test("Sums over alignments match an enumeration", arguments: 1...7)
    func stringProbabilities(steps: Int) throws {
        var dice = SplitMix(state: UInt64(steps))
        let frames = try Enumeration.frames(steps: steps, classes: Self.classes, sharpness: 2, dice: &dice)
        let all = Enumeration(frames, classes: Self.classes)
        var sum = 0.0
        for (symbols, probability) in all.strings {
            let logarithm = frames.logProbability(of: symbols)
            #expect(isClose(exponential(logarithm), probability))
            sum += probability
        }
        #expect(isClose(sum, 1))
        #expect(frames.logProbability(of: [3]) == -.infinity)
        #expect(frames.logProbability(of: [UInt8](repeating: 1, count: steps + 1)) == -.infinity)
    }

    @Test("Probabilities of long strings are products, where each symbol has a step of its own") func longStrings() throws {
        let count = 1_000
        var dice = SplitMix(state: 3)
        var (probabilities, expected, unlikely) = ([Float](), 0.0, 0.0)
        for _ in 0..<count {
            // A step of a 0 or a 1, then a blank.
            let share = 0.001 + 0.4 * Float(dice.next() >> 40) / Float(1 << 24)
            var step = [Float](repeating: 0, count: NumberAlphabet.classCount)
            var blank = step
            (step[1], step[2], blank[0]) = (1 - share, share, 1)
            probabilities += step + blank
            (expected, unlikely) = (expected + naturalLogarithm(Double(1 - share)), unlikely + naturalLogarithm(Double(share)))
        }
        let frames = try SymbolFrames(probabilities: probabilities, steps: 2 * count)
        #expect(abs(frames.logProbability(of: .init(repeating: 1, count: count)) - expected) < 1e-4 * abs(expected))
        #expect(abs(frames.logProbability(of: .init(repeating: 2, count: count)) - unlikely) < 1e-4 * abs(unlikely))
        #expect(frames.logProbability(of: .init(repeating: 1, count: count - 1)) == -.infinity)
    }

    @Test("Strings less likely than the smallest number have a logarithm") func unlikelyStrings() throws {
        // Sixty steps that are nearly certainly blank: each of thirty symbols takes one of them.
        let (steps, count, emitted) = (60, 30, Float(1e-12))
        var step = [Float](repeating: 0, count: NumberAlphabet.classCount)
        (step[0], step[1], step[2]) = (1, emitted, emitted)
        let frames = try SymbolFrames(probabilities: Array(repeating: step, count: steps).flatMap { $0 }, steps: steps)
        let places = (0..<count).reduce(0.0) { $0 + naturalLogarithm(Double(steps - $1)) - naturalLogarithm(Double($1 + 1)) }
        let found = frames.logProbability(of: (0..<count).map { UInt8(1 + $0 % 2) })
        #expect(abs(found - places - Double(count) * naturalLogarithm(Double(emitted))) < 1e-3)
    }

    @Test("Without a constraint, the ranking matches an enumeration", arguments: 0..<12)
    func ranking(seed: Int) throws {
        var dice = SplitMix(state: UInt64(seed))
        let frames = try Enumeration.frames(steps: 7, classes: Self.classes, sharpness: 1 + seed % 6, dice: &dice)
        let all = Enumeration(frames, classes: Self.classes).ranked()
        var effort = SearchEffort(count: 10)
        effort.negligible = 0
        let found = rankedStrings(frames, effort: effort)
        #expect(found.isExact)
        #expect(found.entries.map(\.symbols) == all.prefix(10).map(\.symbols))
        for (one, other) in zip(found.entries, all) { #expect(isClose(one.probability, other.probability)) }
        let rest = all.dropFirst(10).reduce(0) { $0 + $1.probability }
        #expect(found.rest >= rest * (1 - 1e-9))
    }

    @Test("Under constraints, sums and ranking match an enumeration", arguments: 0..<12)
    func constrained(seed: Int) throws {
        var dice = SplitMix(state: UInt64(100 + seed))
        let frames = try Enumeration.frames(steps: 7, classes: Self.classes, sharpness: 1 + seed % 6, dice: &dice)
        let all = Enumeration(frames, classes: Self.classes)
        let constraints = [
            try NumberConstraint(length: 3...3), try NumberConstraint(pattern: NumberPattern(#"(0|10)+\.1?"#)),
            try NumberConstraint(length: 2...4, checksum: .luhn),
            try NumberConstraint(range: NumberRange("10..101"), decimals: 0),
            try NumberConstraint(pattern: NumberPattern("0*1{2,}"), range: NumberRange("1..11")),
        ]
        for constraint in constraints {
            let automaton = try #require(constraint.automaton)
            let allowed = all.ranked(automaton.accepts)
            let sum = allowed.reduce(0) { $0 + $1.probability }
            #expect(isClose(CompletionTable.total(automaton, frames: frames), sum))
            for usesTable in [true, false] {
                var effort = SearchEffort(count: 5)
                effort.negligible = 0
                let found = rankedStrings(frames, automaton, usesTable: usesTable, effort: effort)
                #expect(found.isExact)
                #expect(found.entries.map(\.symbols) == allowed.prefix(5).map(\.symbols))
                for (one, other) in zip(found.entries, allowed) { #expect(isClose(one.probability, other.probability)) }
                if usesTable {
                    #expect(isClose(found.entries.reduce(0) { $0 + $1.probability } + found.rest, sum, within: 1e-9))
                }
            }
        }
    }

    @Test(
        "In several views, a string's probability is the mean, and the ranking matches an enumeration",
        arguments: 0..<12)
    func views(seed: Int) throws {
        var dice = SplitMix(state: UInt64(400 + seed))
        let steps = [7, 5, 6]
        let views = try steps.map {
            try Enumeration.frames(steps: $0, classes: Self.classes, sharpness: 1 + seed % 6, dice: &dice)
        }
        let all = views.map { Enumeration($0, classes: Self.classes) }
        var mean: [[UInt8]: Double] = [:]
        for view in all { for (string, probability) in view.strings { mean[string, default: 0] += probability / 3 } }
        let line = LineFrames(views[0], others: Array(views[1...]))
        for (string, probability) in mean.sorted(by: { $0.value > $1.value }).prefix(20) {
            #expect(isClose(exponential(line.logProbability(of: string)), probability))
            #expect(isClose(line.views.reduce(0) { $0 + PrefixSums.total(of: string, $1) / 3 }, probability))
        }
        let found = line.rankedStrings { view in
            var effort = SearchEffort(count: 40)
            effort.negligible = 0
            return rankedStrings(views[view], effort: effort)
        }
        let likeliest = mean.sorted { $0.value > $1.value }
        #expect(found.isExact)
        #expect(found.entries.first?.symbols == likeliest.first?.key)
        for entry in found.entries { #expect(isClose(entry.probability, mean[entry.symbols] ?? 0)) }
        let named = found.entries.reduce(0) { $0 + $1.probability }
        #expect(found.rest >= (1 - named) * (1 - 1e-9) - 1e-9)
    }

    @Test("Constraints apply to every view; a digit's alternatives come from all views")
    func constrainedViews() throws {
        // The unchanged line favors the 7, its two other views the 1.
        let line = LineFrames(
            try Line.frames("37", place: 1, other: "1", probability: 0.4),
            others: [
                try Line.frames("37", place: 1, other: "1", probability: 0.7),
                try Line.frames("37", place: 1, other: "1", probability: 0.7),
            ])
        let free = try #require(LineDecoder().decode(line).first)
        #expect(free.text == "31")
        #expect(abs(free.confidence - 0.6) < 0.01)
        #expect(free.symbols[1].alternatives.first?.character == "7")
        #expect(abs(free.symbols[1].confidence - 0.6) < 0.01)
        let odd = try NumberConstraint(range: NumberRange("35..39"), decimals: 0)
        let constrained = try #require(LineDecoder(constraint: odd).decode(line).first)
        #expect(constrained.text == "37" && !constrained.isMisfit)
    }

    @Test("Positions refer to the line, whatever the widths of its views")
    func placesInViews() throws {
        let line = try Line.frames("12 34", sure: 0.99)
        // The same at half the width, and more likely there.
        let peaks = Line.peaks("12 34", sure: 0.9999)
        let narrow = try Line.frames(stride(from: 0, to: peaks.count, by: 2).map { peaks[$0] })
        let alone = try #require(LineDecoder().decode(line).first)
        let seen = try #require(LineDecoder().decode(LineFrames(line, others: [narrow])).first)
        #expect(seen.text == "1234")
        for (one, other) in zip(alone.symbols, seen.symbols) {
            let (one, other) = (try #require(one.columns), try #require(other.columns))
            #expect(abs(one.lowerBound - other.lowerBound) <= 4 && abs(one.upperBound - other.upperBound) <= 4)
        }
    }

    @Test("A beam search finds real strings with their probabilities, mostly the most likely")
    func beam() throws {
        var right = 0
        for seed in 0..<20 {
            var dice = SplitMix(state: UInt64(200 + seed))
            let frames = try Enumeration.frames(steps: 7, classes: Self.classes, sharpness: 3, dice: &dice)
            let all = Enumeration(frames, classes: Self.classes)
            var effort = SearchEffort(count: 3)
            effort.prefixes = 1
            let found = rankedStrings(frames, effort: effort)
            #expect(!found.isExact)
            for entry in found.entries { #expect(isClose(entry.probability, all.strings[entry.symbols] ?? 0)) }
            right += found.entries.first?.symbols == all.ranked()[0].symbols ? 1 : 0
        }
        #expect(right >= 19)
    }

    @Test func noiseEndsSoon() throws {
        let rows = [Float](repeating: 1 / 27, count: 27 * 2000)
        let numbers = LineDecoder().decode(try SymbolFrames(probabilities: rows, steps: 2000))
        for number in numbers { #expect(number.confidence < 0.01) }
    }

    @Test func whatIsNoProbability() throws {
        #expect(throws: DecodingError.self) { try SymbolFrames(probabilities: [Float](repeating: 1 / 27, count: 26), steps: 1) }
        #expect(throws: DecodingError.self) { try SymbolFrames(probabilities: [Float](repeating: .nan, count: 27), steps: 1) }
        #expect(throws: DecodingError.self) { try SymbolFrames(probabilities: [Float](repeating: 1, count: 27), steps: 1) }
        #expect(throws: DecodingError.self) { try SymbolFrames(probabilities: [Float](), steps: -1) }
        #expect(throws: DecodingError.self) { try SymbolFrames(probabilities: [Float](), steps: Int.max) }
        #expect(LineDecoder().decode(try SymbolFrames(probabilities: [Float](), steps: 0)).isEmpty)
    }

    @Test("Print counts as blank: the sum is over texts with it and without")
    func print() throws {
        var dice = SplitMix(state: 7)
        let classes: [UInt8] = [0, 1, 2, 26]
        let rows = (0..<6).flatMap { _ in
            let values = (0..<27).map { classes.contains(UInt8($0)) ? Float.random(in: 0...1, using: &dice) : 0 }
            return values.map { $0 / values.reduce(0, +) }
        }
        let frames = try SymbolFrames(probabilities: rows, steps: 6)
        // All alignments over four classes, with print taken out of their strings.
        var strings: [[UInt8]: Double] = [:]
        for number in 0..<4096 {
            var (string, last, product) = ([UInt8](), UInt8(0), 1.0)
            for step in 0..<6 {
                let symbol = classes[number >> (2 * step) & 3]
                product *= Double(rows[27 * step + Int(symbol)])
                if symbol != last, symbol != 0, symbol != 26 { string.append(symbol) }
                last = symbol
            }
            strings[string, default: 0] += product
        }
        for (string, probability) in strings {
            #expect(isClose(exponential(frames.logProbability(of: string)), probability, within: 1e-5))
        }
    }

    @Test("Symbols that are possible at a position, against all strings")
    func posteriors() throws {
        var dice = SplitMix(state: 3)
        let frames = try Enumeration.frames(steps: 7, classes: Self.classes, sharpness: 2, dice: &dice)
        let all = Enumeration(frames, classes: Self.classes)
        for string: [UInt8] in [[1], [1, 1], [2, 1, 2], [11, 1, 1, 25], [1, 2, 11]] {
            let posteriors = SymbolPosteriors(frames, symbols: string)
            for place in string.indices {
                var without = string
                without.remove(at: place)
                #expect(isClose(posteriors.probability(without: place), all.strings[without] ?? 0))
                for symbol in Self.classes.dropFirst() {
                    var other = string
                    other[place] = symbol
                    #expect(isClose(posteriors.probability(at: place, symbol: symbol), all.strings[other] ?? 0))
                }
                let sum = [posteriors].choices(at: place).reduce(0) { $0 + $1.share }
                #expect(isClose(sum, 1))
            }
        }
    }

    @Test("The best alignment is the most likely of all", arguments: 0..<6)
    func alignment(seed: Int) throws {
        var dice = SplitMix(state: UInt64(300 + seed))
        let frames = try Enumeration.frames(steps: 7, classes: [0, 1, 2], sharpness: 2, dice: &dice)
        for string: [UInt8] in [[1], [1, 1], [2, 1, 2], [2, 2, 1]] {
            let found = try #require(frames.bestAlignment(of: string))
            var path = [UInt8](repeating: 0, count: 7)
            for (range, symbol) in zip(found, string) { for step in range { path[step] = symbol } }
            #expect(collapsed(path) == string)
            let product = path.indices.reduce(1.0) { $0 * frames.probability($1, path[$1]) }
            for number in 0..<2187 {
                var (path, rest) = ([UInt8](), number)
                for _ in 0..<7 {
                    path.append(UInt8(rest % 3))
                    rest /= 3
                }
                guard collapsed(path) == string else { continue }
                #expect(path.indices.reduce(1.0) { $0 * frames.probability($1, path[$1]) } <= product * (1 + 1e-12))
            }
        }
        #expect(frames.bestAlignment(of: [1, 1, 1, 1, 1]) == nil)
    }

    private func collapsed(_ path: [UInt8]) -> [UInt8] {
        path.indices.filter { path[$0] != 0 && ($0 == 0 || path[$0 - 1] != path[$0]) }.map { path[$0] }
    }

    private func exponential(_ x: Double) -> Double { x == -.infinity ? 0 : expReference(x) }

    /// e to the power of x by its series, halved until that is quick.
    private func expReference(_ x: Double) -> Double {
        if abs(x) > 0.5 {
            let half = expReference(x / 2)
            return half * half
        }
        return (1...20).reversed().reduce(1.0) { 1 + x / Double($1) * $0 }
    }
}
