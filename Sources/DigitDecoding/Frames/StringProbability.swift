import DigitNN
import DigitTensor

extension SymbolFrames {
    /// The natural logarithm of a string's probability: the sum over all its alignments (the forward recursion of Graves et al.
    /// 2006), to a relative error of 1e-13 for any number of steps.
    ///
    /// - Parameter symbols: classes of digits, marks and other writing.
    /// - Returns: minus infinity if it is impossible.
    public func logProbability(of symbols: [UInt8]) -> Double {
        guard symbols.allSatisfy({ (1..<UInt8(Self.classCount)).contains($0) }) else { return -.infinity }
        return scaledLogProbability(of: symbols) ?? exactLogProbability(of: symbols)
    }

    /// States whose probability is less than this fraction of the largest one of a step are given up.
    private static let leastState = 1e-100
    /// The largest fraction of a string's probability that those may have had together.
    private static let mostLost = 1e-13

    /// The same with probabilities that are scaled at each step (Rabiner 1989, section V.A), of the states that matter: in a long
    /// line few at a time.
    /// - Returns: nil if the states that were given up may matter, as they do for unlikely strings.
    private func scaledLogProbability(of symbols: [UInt8]) -> Double? {
        // States: the blank before each symbol and the symbol, then the last blank.
        let count = 2 * symbols.count + 1
        var states = [Double](repeating: 0, count: count)
        var next = states
        states[0] = 1
        var active = 0..<1
        // The logarithm of the scale, and a bound on what was given up relative to it: symbols that may follow a state are
        // different classes, so its probability does not grow.
        var (scale, lost) = (0.0, 0.0)
        for step in 0..<steps {
            let blank = probability(step, NumberAlphabet.blank)
            let reached = active.lowerBound..<min(count, active.upperBound + 2)
            var largest = 0.0
            for state in reached {
                let isSymbol = state % 2 == 1
                var sum = states[state]
                if state > 0 { sum += states[state - 1] }
                if isSymbol, state > 1, symbols[state / 2] != symbols[state / 2 - 1] { sum += states[state - 2] }
                next[state] = sum * (isSymbol ? probability(step, symbols[state / 2]) : blank)
                largest = max(largest, next[state])
            }
            guard largest > 0 else { return lost > 0 ? nil : -.infinity }
            active = reached
            while next[active.lowerBound] < Self.leastState * largest {
                lost += next[active.lowerBound]
                next[active.lowerBound] = 0
                active.removeFirst()
            }
            while next[active.upperBound - 1] < Self.leastState * largest {
                lost += next[active.upperBound - 1]
                next[active.upperBound - 1] = 0
                active.removeLast()
            }
            for state in active { next[state] /= largest }
            lost /= largest
            scale += naturalLogarithm(largest)
            // Nothing outside the active states is left over from the step before.
            for state in reached { states[state] = 0 }
            swap(&states, &next)
        }
        let total = symbols.isEmpty ? states[0] : states[count - 1] + states[count - 2]
        guard lost <= Self.mostLost * total else { return nil }
        return total > 0 ? scale + naturalLogarithm(total) : -.infinity
    }

    /// The same with logarithms of all states, whatever they are.
    private func exactLogProbability(of symbols: [UInt8]) -> Double {
        var states = [Double](repeating: -.infinity, count: 2 * symbols.count + 1)
        var next = states
        states[0] = 0
        for step in 0..<steps {
            for state in states.indices {
                let isSymbol = state % 2 == 1
                var sum = states[state]
                if state > 0 { sum = addingLogarithms(sum, states[state - 1]) }
                if isSymbol, state > 1, symbols[state / 2] != symbols[state / 2 - 1] {
                    sum = addingLogarithms(sum, states[state - 2])
                }
                let emitted = probability(step, isSymbol ? symbols[state / 2] : NumberAlphabet.blank)
                next[state] = sum + naturalLogarithm(emitted)
            }
            swap(&states, &next)
        }
        return symbols.isEmpty ? states[0] : addingLogarithms(states[2 * symbols.count], states[2 * symbols.count - 1])
    }
}

/// log(exp(a) + exp(b)).
package func addingLogarithms(_ a: Double, _ b: Double) -> Double {
    let (larger, smaller) = a < b ? (b, a) : (a, b)
    return smaller == -.infinity ? larger : larger + naturalLogarithm(1 + naturalExponential(smaller - larger))
}
