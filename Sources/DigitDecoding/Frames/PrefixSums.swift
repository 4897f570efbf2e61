import DigitNN

/// The sums over all alignments of a prefix with the first steps: for each step, the probability that the steps up to and
/// including it make the prefix and end in a blank, and the probability that they make it and end in its last symbol.
package struct PrefixSums: Sendable {
    private let blank, symbol: StepValues
    private let steps: Int
    /// The last symbol; the blank if there is none.
    package let last: UInt8

    /// The sums of the empty prefix.
    package init(_ frames: SymbolFrames) {
        (last, steps) = (NumberAlphabet.blank, frames.steps)
        var blank = [Double](repeating: 0, count: steps)
        var product = 1.0
        for step in 0..<steps {
            product *= frames.probability(step, NumberAlphabet.blank)
            blank[step] = product
        }
        (self.blank, symbol) = (StepValues(blank), StepValues([]))
    }

    /// The sums of a prefix with one more symbol.
    package init(_ prefix: PrefixSums, adding symbol: UInt8, frames: SymbolFrames) {
        (last, steps) = (symbol, frames.steps)
        var symbols = [Double](repeating: 0, count: steps)
        var blanks = symbols
        var (inSymbol, inBlank) = (0.0, 0.0)
        for step in 0..<steps {
            inBlank = (inBlank + inSymbol) * frames.probability(step, NumberAlphabet.blank)
            // That of the step before is in `symbols`, as `inSymbol` still is.
            inSymbol = (inSymbol + prefix.before(step, next: symbol)) * frames.probability(step, symbol)
            symbols[step] = inSymbol
            blanks[step] = inBlank
        }
        (blank, self.symbol) = (StepValues(blanks), StepValues(symbols))
    }

    /// The probability that the steps before a given one make the prefix so that the next symbol can begin at the step.
    package func before(_ step: Int, next: UInt8) -> Double { before(step, afterSymbol: next != last) }

    /// - Parameter afterSymbol: whether the next symbol differs from the last, so that no blank is needed between them.
    private func before(_ step: Int, afterSymbol: Bool) -> Double {
        guard step > 0 else { return last == NumberAlphabet.blank ? 1 : 0 }
        return afterSymbol ? blank[step - 1] + symbol[step - 1] : blank[step - 1]
    }

    /// The probability that the steps before each one make the prefix so that the next symbol can begin there.
    /// - Parameter afterSymbol: whether the next symbol differs from the last, so that no blank is needed between them.
    func beginnings(afterSymbol: Bool) -> [Double] { (0..<steps).map { before($0, afterSymbol: afterSymbol) } }

    /// The probability of the prefix as the whole string.
    package var total: Double {
        steps == 0 ? (last == NumberAlphabet.blank ? 1 : 0) : blank[steps - 1] + symbol[steps - 1]
    }
}
