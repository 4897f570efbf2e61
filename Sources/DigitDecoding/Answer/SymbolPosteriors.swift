import DigitNN

/// The probability of each symbol of a string given that all others are right: the string's probability relative to those of the
/// strings with another symbol in its place, or none. All are exact sums over alignments.
package struct SymbolPosteriors {
    private let frames: SymbolFrames
    private let symbols: [UInt8]
    /// The sums of the string's prefixes, the empty one first.
    private var beginnings: [PrefixSums]
    /// For each step, the probability that the steps from it on make the string's suffix from a symbol on, if that symbol begins
    /// there.
    private var begun: [StepValues]
    /// The same if the step before is blank.
    private var afterBlank: [StepValues]

    package init(_ frames: SymbolFrames, symbols: [UInt8]) {
        (self.frames, self.symbols) = (frames, symbols)
        beginnings = [PrefixSums(frames)]
        for symbol in symbols { beginnings.append(PrefixSums(beginnings[beginnings.count - 1], adding: symbol, frames: frames)) }
        let steps = frames.steps
        let none = [Double](repeating: 0, count: steps + 1)
        begun = [StepValues](repeating: StepValues([]), count: symbols.count + 1)
        afterBlank = begun
        var blanks = none
        blanks[steps] = 1
        for step in stride(from: steps - 1, through: 0, by: -1) {
            blanks[step] = blanks[step + 1] * frames.probability(step, NumberAlphabet.blank)
        }
        afterBlank[symbols.count] = StepValues(blanks)
        for place in symbols.indices.reversed() {
            let inside = insideSums(symbols[place], before: place + 1)
            var begins = none
            blanks = none
            for step in stride(from: steps - 1, through: 0, by: -1) {
                begins[step] = frames.probability(step, symbols[place]) * inside[step + 1]
                blanks[step] = blanks[step + 1] * frames.probability(step, NumberAlphabet.blank) + begins[step]
            }
            (begun[place], afterBlank[place]) = (StepValues(begins), StepValues(blanks))
        }
    }

    /// For each step, the probability that the steps from it on make the string's suffix from `place` on, if the step before is
    /// of `symbol`.
    private func insideSums(_ symbol: UInt8, before place: Int) -> [Double] {
        var result = [Double](repeating: 0, count: frames.steps + 1)
        result[frames.steps] = place == symbols.count ? 1 : 0
        for step in stride(from: frames.steps - 1, through: 0, by: -1) {
            result[step] =
                frames.probability(step, symbol) * result[step + 1]
                + frames.probability(step, NumberAlphabet.blank) * afterBlank[place][step + 1]
            if place < symbols.count, symbols[place] != symbol { result[step] += begun[place][step] }
        }
        return result
    }

    /// The probability of the string with another symbol in a place.
    package func probability(at place: Int, symbol: UInt8) -> Double {
        let inside = insideSums(symbol, before: place + 1)
        return (0..<frames.steps).reduce(0) {
            $0 + beginnings[place].before($1, next: symbol) * frames.probability($1, symbol) * inside[$1 + 1]
        }
    }

    /// The probability of the string without the symbol in a place.
    package func probability(without place: Int) -> Double {
        guard place + 1 < symbols.count else { return beginnings[place].total }
        return (0..<frames.steps).reduce(0) {
            $0 + beginnings[place].before($1, next: symbols[place + 1]) * begun[place + 1][$1]
        }
    }
}

extension Sequence<SymbolPosteriors> {
    /// The possible symbols in a place, the most likely first, over all views of a line; nil stands for none. They sum to 1.
    package func choices(at place: Int) -> [(symbol: UInt8?, share: Double)] {
        var result: [(symbol: UInt8?, share: Double)] = (1..<UInt8(SymbolFrames.classCount)).map { symbol in
            (symbol, reduce(0) { $0 + $1.probability(at: place, symbol: symbol) })
        }
        result.append((nil, reduce(0) { $0 + $1.probability(without: place) }))
        let sum = result.reduce(0) { $0 + $1.share }
        guard sum > 0 else { return [] }
        return result.map { ($0.symbol, $0.share / sum) }.sorted { $0.share > $1.share }
    }
}
