import DigitNN

/// The sums over all alignments of a prefix with the first steps: for each step, the probability that the steps up to and
/// including it make the prefix and end in a blank, and the probability that they make it and end in its last symbol.
package struct PrefixSums: Sendable {
    /// By step.
    package private(set) var blank: [Double]
    /// By step.
    package private(set) var symbol: [Double]
    /// The last symbol; the blank if there is none.
    package let last: UInt8

    /// The sums of the empty prefix.
    package init(_ frames: SymbolFrames) {
        last = NumberAlphabet.blank
        symbol = [Double](repeating: 0, count: frames.steps)
        blank = symbol
        var product = 1.0
        for step in 0..<frames.steps {
            product *= frames.probability(step, NumberAlphabet.blank)
            blank[step] = product
        }
    }

    /// The sums of a prefix with one more symbol.
    package init(_ prefix: PrefixSums, adding symbol: UInt8, frames: SymbolFrames) {
        last = symbol
        self.symbol = [Double](repeating: 0, count: frames.steps)
        blank = self.symbol
        var (inSymbol, inBlank) = (0.0, 0.0)
        for step in 0..<frames.steps {
            inBlank = (inBlank + inSymbol) * frames.probability(step, NumberAlphabet.blank)
            // The symbol of the step before is in `self.symbol`, as `inSymbol` still is.
            inSymbol = (inSymbol + prefix.before(step, next: symbol)) * frames.probability(step, symbol)
            self.symbol[step] = inSymbol
            blank[step] = inBlank
        }
    }

    /// The probability that the steps before a given one make the prefix so that the next symbol can begin at the step.
    package func before(_ step: Int, next: UInt8) -> Double {
        guard step > 0 else { return last == NumberAlphabet.blank ? 1 : 0 }
        return next == last ? blank[step - 1] : blank[step - 1] + symbol[step - 1]
    }

    /// The probability that the steps before each one make the prefix so that the next symbol can begin there.
    /// - Parameter afterSymbol: whether the next symbol differs from the last, so that no blank is needed between them.
    func beginnings(afterSymbol: Bool) -> [Double] {
        guard !blank.isEmpty else { return [] }
        var result = blank
        result.removeLast()
        if afterSymbol { for step in result.indices { result[step] += symbol[step] } }
        result.insert(last == NumberAlphabet.blank ? 1 : 0, at: 0)
        return result
    }

    /// The probability of the prefix as the whole string.
    package var total: Double {
        blank.isEmpty ? (last == NumberAlphabet.blank ? 1 : 0) : blank[blank.count - 1] + symbol[symbol.count - 1]
    }
}
