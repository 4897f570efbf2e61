import DigitImage
import DigitNN

extension SequencePredictor {
    /// Runs a network that reads numbers on lines, each as it is and, if it has a number, in its other views (`LineView`).
    ///
    /// - Parameters:
    ///   - lines: their strips.
    ///   - isNumber: called once for each line, in order, with its index and the network's output for it as it is: whether to run
    ///     its other views. Not called if the network's outputs are not probabilities.
    /// - Returns: for each line, the network's output for it and its views; nil if its outputs are not probabilities.
    /// - Throws: `NetworkError` for another network, or a strip without columns.
    package func frames(
        of lines: [LineStrip], where isNumber: (Int, SymbolFrames) -> Bool = { $1.hasDigit }
    ) throws(NetworkError) -> [LineFrames?] {
        let frames = try symbolFrames(of: lines)
        let others = lines.indices.map { place in
            frames[place].map { isNumber(place, $0) ? LineView.usual.map { $0(lines[place]) } : [] } ?? []
        }
        let seen = try symbolFrames(of: others.flatMap { $0 })
        var first = 0
        return zip(frames, others).map { frames, others in
            let views = seen[first..<first + others.count]
            first += others.count
            return frames.map { LineFrames($0, others: views.compactMap(\.self)) }
        }
    }

    private func symbolFrames(of strips: [LineStrip]) throws(NetworkError) -> [SymbolFrames?] {
        try logProbabilities(of: strips.map(\.values)).map {
            try? SymbolFrames(logProbabilities: $0, steps: $0.count / NumberAlphabet.classCount)
        }
    }
}

extension SymbolFrames {
    /// Whether a digit is the most likely class at some step.
    package var hasDigit: Bool { likeliestRuns.contains { NumberAlphabet.digit(of: $0.symbol) != nil } }
}
