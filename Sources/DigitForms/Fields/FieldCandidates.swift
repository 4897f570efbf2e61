import DigitDecoding
import DigitReader
import DigitTensor

/// The possible values of a field, with their probabilities.
///
/// Different writings of one value, such as `1.3.2026` and `01032026`, are added up. The opinions of two networks are pooled:
/// their product, normalized over all possibilities (a logarithmic opinion pool, Genest and Zidek 1986).
package struct FieldCandidates {
    /// A value and its most likely writing.
    package struct Candidate: Equatable {
        package var value: String
        package var text: String
        package var share: Double
    }

    /// The candidates, the most likely first; at least one.
    package private(set) var candidates: [Candidate] = []

    /// - Parameters:
    ///   - writings: the line network's readings with their probabilities; at least one.
    ///   - kind: the kind of the field, which decides which texts have the same value.
    ///   - opinion: the single-digit network's reading; nil for no second opinion.
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
        let written = candidates.map { $0.text.compactMap(\.wholeNumberValue) }
        for place in candidates.indices { candidates[place].share *= opinion.probability(of: written[place]) }
        // All other values: the line network's probability of them, and at most that of the likeliest of them for the other network.
        let other = rest * opinion.greatestProbability(except: Set(written))
        let total = candidates.reduce(other) { $0 + $1.share }
        guard total > 0 else { return }
        for place in candidates.indices { candidates[place].share /= total }
    }

    /// Replaces probabilities with confidences: the first by the calibration, the others in proportion.
    package mutating func calibrate(_ confidence: (Double) -> Double) {
        let before = candidates[0].share
        let after = confidence(before)
        let scale = before < 1 ? (1 - after) / (1 - before) : 0
        // The first stays the most likely.
        for place in candidates.indices.dropFirst() { candidates[place].share = min(after, candidates[place].share * scale) }
        candidates[0].share = after
    }
}

extension FieldKind {
    /// The value of a text; blank boxes of dates and times are zeros.
    package func value(of text: String, _ opinion: DigitOpinion?) -> String? {
        switch self {
        case .date, .time: opinion?.withZeros(text).flatMap(value(of:)) ?? value(of: text)
        default: value(of: text)
        }
    }
}
