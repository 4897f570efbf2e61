import DigitNN

/// Finds ink within a number that was read as no symbol, such as a letter that the network took for print: it must not vanish
/// between two digits.
enum UnreadInk {
    /// The least size of a piece about as large as a digit: its ink relative to the number's usual digit, and its inked columns.
    /// Walls of boxes are narrower; printed dots and dashes have less ink.
    private static let (leastInk, leastColumns): (Float, Int) = (0.5, 6)

    /// The steps of each such piece of ink between two neighboring symbols of one number.
    ///
    /// - Parameters:
    ///   - columns: the symbols' columns, in order.
    ///   - digits: which of these are digits.
    ///   - ink: the sum of each column of the strip.
    static func steps(between columns: [Range<Int>], digits: [Int], ink: [Float]) -> [Range<Int>] {
        let ink = SymbolColumns.withoutRules(ink)
        let sums = digits.map { ink[columns[$0].clamped(to: 0..<ink.count)].reduce(0, +) }.sorted()
        guard !sums.isEmpty else { return [] }
        let usual = sums[sums.count / 2]
        return zip(columns, columns.dropFirst()).compactMap { left, right in
            let gap = right.lowerBound - left.upperBound
            guard gap >= leastColumns, !NumberGaps.isWide(gap) else { return nil }
            let between = left.upperBound..<right.lowerBound
            let inked = between.clamped(to: 0..<ink.count).filter { ink[$0] > SymbolColumns.leastInk }
            guard inked.count >= leastColumns, inked.reduce(0, { $0 + ink[$1] }) >= leastInk * usual else { return nil }
            let perStep = SymbolColumns.perStep
            let steps = (inked[0] + perStep - 1) / perStep..<(inked[inked.count - 1] + 1) / perStep
            return steps.isEmpty ? nil : steps
        }
    }
}

extension SymbolFrames {
    /// The same with blank or print at some steps counted as other writing.
    func withOtherWriting(at ranges: [Range<Int>]) -> SymbolFrames {
        var (result, print) = (probabilities, print)
        for step in ranges.flatMap({ $0.clamped(to: 0..<steps) }) {
            let blank = step * Self.classCount
            result[blank + Int(NumberAlphabet.otherWriting)] += result[blank]
            (result[blank], print[step]) = (0, 0)
        }
        return SymbolFrames(steps: steps, probabilities: result, print: print)
    }
}
