import DigitDecoding
import DigitReader
import DigitTensor

/// What a field may say: values, each with how likely it is.
///
/// Writings of one value, such as `1.3.2026` and `01032026`, count together. The opinions of two networks are pooled: the product of what
/// each says, so that all possibilities together have 1 (a logarithmic opinion pool, Genest and Zidek 1986).
package struct FieldCandidates {
    /// A value and its likeliest writing.
    package struct Candidate: Equatable {
        package var value: String
        package var text: String
        package var share: Double
    }

    /// The likeliest first; at least one.
    package private(set) var candidates: [Candidate] = []

    /// - Parameters:
    ///   - writings: what the network for lines has read, each with how likely it is; at least one.
    ///   - kind: tells which texts are one value.
    ///   - opinion: what the network for digits has read; nil for no second opinion.
    package init(_ writings: [(text: String, share: Double)], kind: FieldKind, opinion: DigitOpinion?) {
        for writing in writings { add(writing.text, writing.share, kind.value(of: writing.text, opinion) ?? writing.text) }
        if let opinion { pool(opinion) }
        candidates.sort { $0.share > $1.share }
    }

    private mutating func add(_ text: String, _ share: Double, _ value: String) {
        if let place = candidates.firstIndex(where: { $0.value == value }) {
            candidates[place].share = min(1, candidates[place].share + share)
        } else {
            candidates.append(Candidate(value: value, text: text, share: share))
        }
    }

    private mutating func pool(_ opinion: DigitOpinion) {
        let rest = max(0, 1 - candidates.reduce(0) { $0 + $1.share })
        var named = 0.0
        for place in candidates.indices {
            let digits = candidates[place].text.compactMap(\.wholeNumberValue)
            let probability = opinion.probability(of: digits)
            if digits.count == opinion.probabilities.count { named += probability }
            candidates[place].share *= probability
        }
        // What the network for lines has not named has what the other leaves of its own.
        let other = rest * max(0, 1 - named)
        let total = candidates.reduce(other) { $0 + $1.share }
        guard total > 0 else { return }
        for place in candidates.indices { candidates[place].share /= total }
    }

    /// Makes confidences of shares: the first's by the calibration, and the others' in proportion.
    package mutating func calibrate(_ confidence: (Double) -> Double) {
        let before = candidates[0].share
        let after = confidence(before)
        let scale = before < 1 ? (1 - after) / (1 - before) : 0
        for place in candidates.indices.dropFirst() { candidates[place].share *= scale }
        candidates[0].share = after
    }
}

extension FieldKind {
    /// The value of a text; in a day's or a time's boxes, one that was left blank is a zero.
    package func value(of text: String, _ opinion: DigitOpinion?) -> String? {
        switch self {
        case .date, .time: opinion?.withZeros(text).flatMap(value(of:)) ?? value(of: text)
        default: value(of: text)
        }
    }
}
