import DigitRecognizer

extension SegmentationLattice {
    /// Takes straight upright strokes for 1s more readily where the line has digits that are plain.
    ///
    /// By itself a straight stroke may be a rule as well as a 1, and the recognizer has learned to doubt it. Beside digits, and as tall as
    /// they are, it is likelier a 1: its odds are raised as for a class that is more frequent (Saerens, Latinne and Decaestecker 2002).
    mutating func considerUprightStrokes() {
        let isPlain = candidates.contains { !isUpright($0) && ($0.recognition?.confidence ?? 0) >= Self.plain }
        guard isPlain else { return }
        for index in candidates.indices where isUpright(candidates[index]) {
            guard let alone = candidates[index].recognition, alone.digit == 1 else { continue }
            let odds = Self.raise * alone.isDigit
            candidates[index].recognition = Recognition(
                probabilities: alone.probabilities, isDigit: odds / (odds + 1 - alone.isDigit))
        }
    }

    /// Whether a candidate is narrow and about as tall as the line's digits.
    private func isUpright(_ candidate: Candidate) -> Bool {
        let (width, tall) = (Double(candidate.piece.width), Double(candidate.piece.height))
        return width < 0.3 * tall && tall > 0.6 * height && tall < 1.5 * height
    }

    /// The confidence from which on a digit is plain.
    private static let plain: Float = 0.9
    /// How many times likelier such a stroke is a digit here than among what the recognizer learned from.
    private static let raise: Float = 4
}
