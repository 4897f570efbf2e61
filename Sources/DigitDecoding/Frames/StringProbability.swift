import DigitNN
import DigitTensor

extension SymbolFrames {
    /// The natural logarithm of a string's probability: the sum over all its alignments (the forward recursion of Graves et al.
    /// 2006), exact in double precision for any number of steps, as it is computed with logarithms.
    ///
    /// - Parameter symbols: classes of digits, marks and other writing.
    /// - Returns: minus infinity if it is impossible.
    public func logProbability(of symbols: [UInt8]) -> Double {
        guard symbols.allSatisfy({ (1..<UInt8(Self.classCount)).contains($0) }) else { return -.infinity }
        // States: the blank before each symbol and the symbol, then the last blank.
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
