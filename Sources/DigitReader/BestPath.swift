import DigitTensor

extension SegmentationLattice {
    /// One way to read the line.
    struct Path {
        /// The candidates that are read as digits, from left to right, and the digit that each is read as.
        var digits: [(candidate: Candidate, digit: Int)] = []
        /// The digits with the signs of the pattern between them.
        var text = ""
        /// The share of the ink that was left out, 0...1.
        var omitted = 0.0
        /// The logarithm of its likelihood.
        var score = 0.0
    }

    /// The likeliest way to read the line that is allowed: the candidates that together with what is left out score best. It is exact: a
    /// Viterbi search over the parts, from right to left, and the states of the field.
    ///
    /// Every part counts by its ink, so that readings in few and in many digits compare.
    /// - Returns: nil where nothing is allowed.
    func best(_ field: FieldAutomaton) -> Path? {
        let weights = self.weights
        let states = field.allowsAll ? 1 : field.stateCount
        let start = field.allowsAll ? 0 : field.start
        var scores = [Double](repeating: -.infinity, count: (parts.count + 1) * states)
        var steps = [Step?](repeating: nil, count: scores.count)
        scores[parts.count * states + start] = 0
        let byEnd = Dictionary(grouping: candidates.indices) { candidates[$0].parts.upperBound }
        for end in stride(from: parts.count, to: 0, by: -1) {
            let readings = (byEnd[end] ?? []).flatMap { self.readings(of: $0, weights: weights, onlyBest: field.allowsAll) }
            for state in 0..<states where scores[end * states + state] > -.infinity {
                let score = scores[end * states + state]
                let place = (end - 1) * states + state
                let omission = score + weightLeftOut(parts[end - 1], weights[end - 1]) * Self.omission
                if omission > scores[place] {
                    (scores[place], steps[place]) = (omission, Step(from: end * states + state))
                }
                for reading in readings {
                    for next in field.allowsAll ? [0] : field.states(after: state, digit: reading.digit) {
                        let place = candidates[reading.candidate].parts.lowerBound * states + next
                        guard score + reading.score > scores[place] else { continue }
                        scores[place] = score + reading.score
                        steps[place] = Step(from: end * states + state, candidate: reading.candidate, digit: reading.digit)
                    }
                }
            }
        }
        let ends = (0..<states).filter { scores[$0] > -.infinity && (field.allowsAll || field.accepts($0)) }
        guard let best = ends.max(by: { scores[$0] < scores[$1] }) else { return nil }
        var path = path(from: best, steps: steps, states: states, weights: weights, field: field)
        path.score = scores[best]
        return path
    }

    /// How a place was reached from the one on its right.
    private struct Step {
        var from: Int
        /// Nil where a part was left out.
        var candidate: Int?
        var digit = 0
    }

    private struct Reading {
        var candidate, digit: Int
        var score: Double
    }

    /// Each part's ink, in units of the ink of a usual digit: a stroke of some two times its height.
    private var weights: [Double] {
        let unit = 2.2 * height * breadth
        return parts.map { min(2, max(0.02, Double($0.area) / unit)) }
    }

    /// What leaving a part out counts: however thin, no less than half of the least digit where it is as tall as one, as a thin 1 is.
    private func weightLeftOut(_ part: InkPiece, _ weight: Double) -> Double {
        Double(part.height) >= 0.6 * height ? max(0.5 * Self.leastWeight, weight) : weight
    }

    private func readings(of index: Int, weights: [Double], onlyBest: Bool) -> [Reading] {
        let candidate = candidates[index]
        guard let recognition = candidate.recognition else { return [] }
        let weight = max(Self.leastWeight, weights[candidate.parts].reduce(0, +))
        return (onlyBest ? [recognition.digit] : Array(0...9)).map { digit in
            let probability = max(1e-4, recognition.isDigit * recognition.probabilities[digit])
            return Reading(
                candidate: index, digit: digit, score: candidate.geometry + weight * Double(naturalLogarithm(probability)))
        }
    }

    private func path(from best: Int, steps: [Step?], states: Int, weights: [Double], field: FieldAutomaton) -> Path {
        var path = Path()
        var reached: [(state: Int, digit: Int)] = []
        var omitted = 0.0
        var place = best
        while let step = steps[place] {
            if let candidate = step.candidate {
                path.digits.append((candidates[candidate], step.digit))
                reached.append((place % states, step.digit))
            } else {
                omitted += weights[place / states]
            }
            place = step.from
        }
        path.omitted = omitted / max(1e-9, weights.reduce(0, +))
        path.text = field.text(reached)
        return path
    }

    /// The least that a digit counts, however thin.
    private static let leastWeight = 0.3

    /// The logarithm of the likelihood that ink is no digit's.
    private static let omission = -2.5
}
