import DigitNN

/// The sums over all ways to complete a prefix to an allowed string: for each step and state, the probability that the steps from
/// it on do so.
///
/// This is the backward recursion of Graves et al. 2006, over the states of an automaton: exact.
package struct CompletionTable: Sendable {
    private let values: [Double]
    private let rowLength: Int

    /// The most numbers in a table, 64 MB.
    private static let mostValues = 8_000_000

    /// Whether tables of this many steps together are small enough.
    static func isSmall(_ automaton: NumberAutomaton, steps: Int) -> Bool {
        (steps + 1) * automaton.stateCount * NumberAutomaton.width <= mostValues
    }

    /// - Returns: nil if the table would be too large.
    package init?(_ automaton: NumberAutomaton, frames: SymbolFrames) {
        guard Self.isSmall(automaton, steps: frames.steps) else { return nil }
        let rowLength = automaton.stateCount * NumberAutomaton.width
        var values = [Double](repeating: 0, count: (frames.steps + 1) * rowLength)
        values.replaceSubrange(frames.steps * rowLength..<values.count, with: Self.ends(automaton))
        for step in stride(from: frames.steps - 1, through: 0, by: -1) {
            values.withUnsafeMutableBufferPointer { all in
                let row = UnsafeMutableBufferPointer(rebasing: all[step * rowLength..<(step + 1) * rowLength])
                let after = UnsafeBufferPointer(rebasing: all[(step + 1) * rowLength..<(step + 2) * rowLength])
                Self.goBack(automaton, frames: frames, step: step, after: after, into: row)
            }
        }
        (self.values, self.rowLength) = (values, rowLength)
    }

    /// The probability that the steps from `step` on complete a prefix that leads to `state`, the step before being `symbol`; the
    /// blank if it was that, or if the prefix is empty.
    package func completion(from step: Int, state: Int, after symbol: Int) -> Double {
        values[step * rowLength + state * NumberAutomaton.width + symbol]
    }

    /// The probability of all allowed strings together.
    package static func total(_ automaton: NumberAutomaton, frames: SymbolFrames) -> Double {
        var row = ends(automaton)
        var before = row
        for step in stride(from: frames.steps - 1, through: 0, by: -1) {
            before.withUnsafeMutableBufferPointer { into in
                row.withUnsafeBufferPointer { goBack(automaton, frames: frames, step: step, after: $0, into: into) }
            }
            swap(&row, &before)
        }
        return row[NumberAutomaton.start * NumberAutomaton.width]
    }

    /// After the last step, only accepting states are complete.
    private static func ends(_ automaton: NumberAutomaton) -> [Double] {
        automaton.accepting.flatMap { [Double](repeating: $0 ? 1 : 0, count: NumberAutomaton.width) }
    }

    private static func goBack(
        _ automaton: NumberAutomaton, frames: SymbolFrames, step: Int, after: UnsafeBufferPointer<Double>,
        into row: UnsafeMutableBufferPointer<Double>
    ) {
        let width = NumberAutomaton.width
        frames.probabilities.withUnsafeBufferPointer { all in
            let emitted = UnsafeBufferPointer(rebasing: all[step * width..<(step + 1) * width])
            automaton.transitions.withUnsafeBufferPointer { transitions in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { begun in
                    for state in 0..<automaton.stateCount {
                        let place = state * width
                        let blank = emitted[0] * after[place]
                        // Sums over all symbols but one, without subtracting: those before it, then those after it.
                        var sum = 0.0
                        for symbol in 1..<width {
                            let next = Int(transitions[place + symbol])
                            begun[symbol] = next < 0 ? 0 : emitted[symbol] * after[next * width + symbol]
                            row[place + symbol] = blank + sum + emitted[symbol] * after[place + symbol]
                            sum += begun[symbol]
                        }
                        row[place] = blank + sum
                        sum = 0
                        for symbol in stride(from: width - 1, to: 0, by: -1) {
                            row[place + symbol] += sum
                            sum += begun[symbol]
                        }
                    }
                }
            }
        }
    }
}
