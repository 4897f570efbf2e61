import DigitNN

/// The prior probability of numbers: after each symbol, a number ends with a probability of 1/8; nine of ten symbols are digits,
/// and all digits are equally likely, and so are all marks.
///
/// It gives the fraction of all numbers that is allowed, which a line must exceed.
package enum NumberPrior {
    static let ending = 0.125
    static let digit = 0.9 / 10
    static let mark = 0.1 / Double(Marks.classes.count)

    /// The probability of all strings that an automaton accepts.
    package static func share(_ automaton: NumberAutomaton) -> Double {
        var weights = [Double](repeating: 0, count: automaton.stateCount)
        weights[NumberAutomaton.start] = 1
        var result = 0.0
        // After this many symbols, less than 1e-6 is left.
        for _ in 0..<110 {
            var next = [Double](repeating: 0, count: weights.count)
            for state in weights.indices where weights[state] > 0 {
                if automaton.accepting[state] { result += ending * weights[state] }
                for symbol in 1..<NumberAutomaton.width {
                    let target = automaton.next(state, symbol)
                    if target >= 0 { next[target] += (1 - ending) * weights[state] * weight(UInt8(symbol)) }
                }
            }
            weights = next
        }
        return min(1, result)
    }

    /// The probability of a string with one more symbol; that of the empty one is `ending`.
    static func probability(_ probability: Double, adding symbol: UInt8, withoutMarks: Bool) -> Double {
        probability * (1 - ending) * (withoutMarks ? 0.1 : weight(symbol))
    }

    private static func weight(_ symbol: UInt8) -> Double {
        if NumberAlphabet.digit(of: symbol) != nil { return digit }
        return Marks.classes.contains(symbol) ? mark : 0
    }
}

/// Decides whether a line is a number that satisfies a constraint.
package struct FieldEvidence: Equatable, Sendable {
    /// The prior probability of all allowed numbers.
    package var share: Double
    /// The prior odds that a line is such a number: even, since what else is on a page is unknown.
    package var odds = 1.0

    package init(share: Double) { self.share = share }

    /// The prior odds, but not less than those of the allowed fraction itself, so that a constraint that allows nearly everything
    /// makes no line less certain.
    private var prior: Double { max(odds, share / max(1e-300, 1 - share)) }

    /// The posterior probability that a line is such a number: Bayes's rule, from the probability of all that is allowed, by the
    /// network and a priori.
    ///
    /// The network's probability of what is allowed, `allowed`, counts relative to the fraction of all numbers that is allowed.
    package func probability(allowed: Double) -> Double {
        guard allowed > 0, share > 0 else { return 0 }
        guard allowed < 1, share < 1 else { return 1 }
        let odds = prior * (allowed / share) / ((1 - allowed) / (1 - share))
        return odds / (1 + odds)
    }

    /// The least probability of all that is allowed with which a line is taken for such a number. Below it, no allowed reading is
    /// likely, both by the picture alone (`leastLikely`) and relative to its prior: a number of a short list, which is hardly
    /// ever there by chance, needs less.
    package var leastAllowed: Double { min(share, Self.leastLikely) }

    /// One in twenty. In between, an allowed reading is given with low confidence.
    private static let leastLikely = 0.05
}
