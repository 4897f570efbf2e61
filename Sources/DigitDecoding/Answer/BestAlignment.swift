import DigitNN
import DigitTensor

extension SymbolFrames {
    /// The steps of each symbol in the most likely alignment of a string (Viterbi).
    /// - Returns: nil if the string is impossible.
    package func bestAlignment(of symbols: [UInt8]) -> [Range<Int>]? {
        guard !symbols.isEmpty else { return [] }
        // States as in the forward recursion: a blank before each symbol, and one at the end.
        let count = 2 * symbols.count + 1
        var scores = [Double](repeating: -.infinity, count: count)
        var next = scores
        scores[0] = 0
        // How many states back the best way to a state comes from: 0, 1 or 2.
        var back = [UInt8](repeating: 0, count: steps * count)
        for step in 0..<steps {
            for state in 0..<count {
                let isSymbol = state % 2 == 1
                var (best, origin) = (scores[state], UInt8(0))
                if state > 0, scores[state - 1] > best { (best, origin) = (scores[state - 1], 1) }
                if isSymbol, state > 1, symbols[state / 2] != symbols[state / 2 - 1], scores[state - 2] > best {
                    (best, origin) = (scores[state - 2], 2)
                }
                next[state] = best + naturalLogarithm(probability(step, isSymbol ? symbols[state / 2] : NumberAlphabet.blank))
                back[step * count + state] = origin
            }
            swap(&scores, &next)
        }
        var state = scores[count - 1] > scores[count - 2] ? count - 1 : count - 2
        guard scores[state] > -.infinity else { return nil }
        var result = [Range<Int>](repeating: 0..<0, count: symbols.count)
        for step in stride(from: steps - 1, through: 0, by: -1) {
            if state % 2 == 1 {
                let range = result[state / 2]
                result[state / 2] = step..<(range.isEmpty ? step + 1 : range.upperBound)
            }
            state -= Int(back[step * count + state])
        }
        return result
    }
}
