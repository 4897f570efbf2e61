import DigitNN

extension SequencePredictor {
    /// What a network that reads numbers says of lines.
    ///
    /// - Parameters:
    ///   - lines: their strips.
    ///   - views: makes the other views of a line.
    ///   - isNumber: whether a line, of which its place among all and what the network says of it alone are given, is looked at in these.
    /// - Returns: for each line, what the network says of it and its views; nil where that is no probabilities.
    /// - Throws: `NetworkError` for a strip of no columns, or with another number of pixels than its width says.
    package func frames(
        of lines: [Strip], views: (Strip) -> [Strip], where isNumber: (Int, SymbolFrames) -> Bool = { $1.hasDigit }
    ) throws(NetworkError) -> [LineFrames?] {
        let frames = try frames(of: lines)
        let others = lines.indices.map { place in
            frames[place].map { isNumber(place, $0) ? views(lines[place]) : [] } ?? []
        }
        let seen = try self.frames(of: others.flatMap { $0 })
        var first = 0
        return zip(frames, others).map { frames, others in
            let views = seen[first..<first + others.count]
            first += others.count
            return frames.map { LineFrames($0, others: views.compactMap(\.self)) }
        }
    }

    private func frames(of strips: [Strip]) throws(NetworkError) -> [SymbolFrames?] {
        try logProbabilities(of: strips).map {
            try? SymbolFrames(logProbabilities: $0, steps: $0.count / NumberAlphabet.classCount)
        }
    }
}

extension SymbolFrames {
    /// Whether a digit is likeliest at some step.
    package var hasDigit: Bool { likeliestOfEachStep.contains { NumberAlphabet.digit(of: $0) != nil } }
}
