import DigitNN
import DigitTensor

/// The possible readings of a line's steps, before its symbols are located.
struct LineReadings {
    /// One reading.
    struct Reading {
        /// Digits, marks and `?`.
        var symbols: [UInt8]
        var probability: Double
        /// The number of the list that it is.
        var entry: Int?
    }

    /// The most likely first; at least one.
    var readings: [Reading]
    /// The probability of all readings together that have the digits of the first, with any marks among them.
    var digitsProbability: Double
    var isExact: Bool
    /// The constraint that it was read with; nil if none.
    var constraint: NumberConstraint?
}

extension LineReadings {
    /// The most likely readings without a constraint, by the network and by where marks are usual in numbers.
    static func free(_ frames: LineFrames, count: Int) -> LineReadings {
        let effort = SearchEffort(count: max(count, leastRanked))
        let ranked = frames.rankedStrings { DigitDecoding.rankedStrings(frames.views[$0], effort: effort) }
        // In long noise, every string is less likely than the smallest representable number.
        guard !ranked.entries.isEmpty else {
            return LineReadings(
                readings: [Reading(symbols: frames.line.likeliestRuns.map(\.symbol), probability: 0)], digitsProbability: 0,
                isExact: false)
        }
        var meanings: [[UInt8]: Double] = [:]
        for entry in ranked.entries {
            for meaning in MarkPlaces.meanings(of: entry.symbols) {
                meanings[meaning.symbols, default: 0] +=
                    entry.probability * meaning.share * (isBareStrokes(meaning.symbols) ? bareStrokes : 1)
            }
        }
        // Bayes's rule; strings that were not found count as usual ones.
        let unfound = max(0, 1 - ranked.entries.reduce(0) { $0 + $1.probability })
        // In one order, so that sums round alike: a dictionary's order differs each time.
        let weighed = meanings.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let scale = 1 / (weighed.reduce(0) { $0 + $1.value } + unfound)
        let readings = weighed.map { Reading(symbols: $0.key, probability: min(1, $0.value * scale)) }
            .sorted {
                $0.probability != $1.probability
                    ? $0.probability > $1.probability : $0.symbols.lexicographicallyPrecedes($1.symbols)
            }
        let digits = readings[0].symbols.filter { !Marks.classes.contains($0) }
        let hasSameDigits = { (symbols: [UInt8]) in symbols.filter { !Marks.classes.contains($0) } == digits }
        let found = readings.reduce(0) { $0 + (hasSameDigits($1.symbols) ? $1.probability : 0) }
        let foundBefore = ranked.entries.reduce(0) { $0 + (hasSameDigits($1.symbols) ? $1.probability : 0) }
        let inAnyWay = frames.mean { naturalExponential($0.withoutMarks.logProbability(of: digits)) }
        let others = max(0, inAnyWay - foundBefore)
        return LineReadings(
            readings: Array(readings.prefix(count)), digitsProbability: min(1, found + scale * others), isExact: ranked.isExact)
    }

    /// The prior probability of a number of nothing but ones relative to others that look as much like the ink: most lone
    /// straight strokes on a page are rules, folds and textures. From generated pictures without numbers.
    private static let bareStrokes = 0.25

    private static func isBareStrokes(_ symbols: [UInt8]) -> Bool {
        !symbols.isEmpty && symbols.allSatisfy { $0 == NumberAlphabet.zero + 1 }
    }

    /// This many strings are weighted by their marks.
    private static let leastRanked = 12

    /// The most likely readings that a constraint allows; nil if the line is more likely not such a number.
    static func fitting(_ frames: LineFrames, _ constraint: NumberConstraint, count: Int) -> LineReadings? {
        if let list = constraint.list { return fitting(frames, constraint, list: list, count: count) }
        guard let automaton = constraint.automaton else { return free(frames, count: count) }
        // The tables of all views are held at once; if that would be too much, only the line as it is is used.
        let steps = frames.views.reduce(0) { $0 + $1.steps }
        let frames = CompletionTable.isSmall(automaton, steps: steps) ? frames : LineFrames(frames.line)
        let spaces = frames.views.map { AutomatonStrings(automaton: automaton, table: CompletionTable(automaton, frames: $0)) }
        let allowed =
            zip(spaces, frames.views).reduce(0) { $0 + $1.0.total(of: $1.1) } / Double(spaces.count)
        guard allowed > 0, allowed >= constraint.evidence.leastAllowed else { return nil }
        let fits = constraint.evidence.probability(allowed: allowed)
        let ranked = frames.rankedStrings {
            BestFirstSearch.run(spaces[$0], frames: frames.views[$0], effort: SearchEffort(count: count))
        }
        let readings = ranked.entries.prefix(count).map {
            Reading(symbols: $0.symbols, probability: min(1, fits * $0.probability / allowed))
        }
        guard let best = readings.first else { return nil }
        let digits = NumberAutomaton.digits(best.symbols.filter { !Marks.classes.contains($0) })
        // Few states: the digits follow each other.
        let sameDigits =
            (try? digits.intersection(automaton)).map { digits in
                frames.mean { CompletionTable.total(digits, frames: $0) }
            } ?? 0
        return LineReadings(
            readings: readings, digitsProbability: min(1, max(best.probability, fits * sameDigits / allowed)),
            isExact: ranked.isExact, constraint: constraint)
    }

    private static func fitting(
        _ frames: LineFrames, _ constraint: NumberConstraint, list: NumberList, count: Int
    ) -> LineReadings? {
        let searched = list.hasMarks ? frames : frames.map(\.withoutMarks)
        // A number with marks has several spellings.
        var effort = SearchEffort(count: list.hasMarks ? 4 * count : count)
        (effort.leastTotal, effort.mostRest, effort.prefixes) = (constraint.evidence.leastAllowed, mostRest, mostListPrefixes)
        let ranked = searched.rankedStrings {
            let view = searched.views[$0]
            return BestFirstSearch.run(ListStrings(list, frames: view), frames: view, effort: effort)
        }
        let found = ranked.entries.reduce(0) { $0 + $1.probability }
        guard found > 0, found >= constraint.evidence.leastAllowed else { return nil }
        // Strings that were not found may be allowed, and count against those that were.
        let scale = constraint.evidence.probability(allowed: found) / (found + ranked.rest)
        var readings: [Reading] = []
        var places: [Int: Int] = [:]
        for entry in ranked.entries {
            let owners = list.entries(writtenAs: entry.symbols)
            for owner in owners.prefix(mostOwners) {
                let probability = scale * entry.probability / Double(owners.count)
                if let place = places[owner] {
                    readings[place].probability += probability
                } else {
                    places[owner] = readings.count
                    readings.append(Reading(symbols: entry.symbols, probability: probability, entry: owner))
                }
            }
        }
        readings.sort { $0.probability > $1.probability }
        readings = Array(readings.prefix(count))
        if !list.hasMarks { readings[0].symbols = frames.line.likeliestMarks(among: readings[0].symbols) }
        return LineReadings(
            readings: readings, digitsProbability: readings[0].probability, isExact: ranked.isExact, constraint: constraint)
    }

    /// A search in a list continues until what it has not found is less than this fraction of what it has.
    private static let mostRest = 0.01
    /// The most numbers of a list that are named for one spelling: none of so many can be likely.
    private static let mostOwners = 1_000
    /// The most prefixes of numbers in a list that are examined: some milliseconds.
    private static let mostListPrefixes = 1_500
}

extension AutomatonStrings {
    /// The probability of all strings together.
    fileprivate func total(of frames: SymbolFrames) -> Double {
        table?.completion(from: 0, state: NumberAutomaton.start, after: 0) ?? CompletionTable.total(automaton, frames: frames)
    }
}

extension NumberAutomaton {
    /// Given digits, with any marks among them.
    fileprivate static func digits(_ digits: [UInt8]) -> NumberAutomaton {
        var transitions: [Int32] = []
        for place in 0...digits.count {
            for symbol in 0..<UInt8(width) {
                let isNext = place < digits.count && symbol == digits[place]
                transitions.append(isNext ? Int32(place + 1) : Marks.classes.contains(symbol) ? Int32(place) : none)
            }
        }
        return NumberAutomaton(transitions: transitions, accepting: (0...digits.count).map { $0 == digits.count })
    }
}

extension SymbolFrames {
    /// The most likely class of each step, without blanks; a class that continues is one, with its steps.
    var likeliestRuns: [(symbol: UInt8, steps: Range<Int>)] {
        var result: [(symbol: UInt8, steps: Range<Int>)] = []
        var last = NumberAlphabet.blank
        for step in 0..<steps {
            let best = (0..<UInt8(Self.classCount)).max { probability(step, $0) < probability(step, $1) } ?? NumberAlphabet.blank
            if best != NumberAlphabet.blank {
                let start = best == last ? result.popLast()?.steps.lowerBound ?? step : step
                result.append((best, start..<step + 1))
            }
            last = best
        }
        return result
    }

    /// Given digits with the most likely marks among them.
    func likeliestMarks(among digits: [UInt8]) -> [UInt8] {
        let automaton = NumberAutomaton.digits(digits)
        let space = AutomatonStrings(automaton: automaton, table: CompletionTable(automaton, frames: self))
        return BestFirstSearch.run(space, frames: self, effort: SearchEffort(count: 1)).entries.first?.symbols ?? digits
    }
}
