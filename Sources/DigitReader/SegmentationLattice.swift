import DigitImage
import DigitRecognizer
import DigitTensor

/// All ways to read a line's ink as digits: its parts from left to right, and the groups of neighboring parts that may be a digit.
///
/// Over-segmentation as in Bengio, LeCun, Nohl and Burges (1995): pieces are cut wherever digits may touch, and the recognizer says which
/// parts belong together.
struct SegmentationLattice {
    /// Neighboring parts that may be one digit.
    struct Candidate {
        /// Which parts.
        var parts: Range<Int>
        var piece: InkPiece
        /// 28x28, for the recognizer.
        var image: GrayImage
        /// What its shape costs, a logarithm, at most 0.
        var geometry: Double
        var recognition: Recognition?
    }

    private(set) var parts: [InkPiece] = []
    /// For each part, how many pixels of ink the cut on its left goes through.
    private var crossings: [Double] = []
    var candidates: [Candidate] = []
    private let height: Double
    private let breadth: Double

    /// The most parts that make one digit.
    private static let mostParts = 6

    init(_ line: TextLine, map: InkMap) {
        height = line.height
        let area = Double(line.pieces.map(\.area).reduce(0, +))
        breadth = max(1, line.pieces.map { $0.strokeBreadth * Double($0.area) }.reduce(0, +) / max(1, area))
        for piece in Self.stacked(line.pieces) {
            if Double(piece.width) > 0.7 * height && Double(piece.height) > 0.4 * height {
                let cuts = InkCuts(piece, height: height, mostCrossing: min(2.5 * breadth, 0.4 * height))
                parts += cuts.parts
                crossings += cuts.crossings
            } else {
                parts.append(piece)
                crossings.append(0)
            }
        }
        for first in parts.indices {
            for end in (first + 1)...min(parts.count, first + Self.mostParts) {
                guard let candidate = candidate(first..<end, map: map) else { continue }
                candidates.append(candidate)
            }
        }
    }

    /// Pieces one above the other, as the bar of a five and the rest of it, are one.
    private static func stacked(_ pieces: [InkPiece]) -> [InkPiece] {
        var result: [InkPiece] = []
        for piece in pieces.sorted(by: { $0.columns.lowerBound < $1.columns.lowerBound }) {
            if let last = result.last {
                let common = min(last.columns.upperBound, piece.columns.upperBound) - piece.columns.lowerBound
                if 2 * common > min(last.width, piece.width) {
                    result[result.count - 1] = .union([last, piece])
                    continue
                }
            }
            result.append(piece)
        }
        return result
    }

    private func candidate(_ range: Range<Int>, map: InkMap) -> Candidate? {
        let members = parts[range]
        let piece = range.count == 1 ? parts[range.lowerBound] : InkPiece.union(members)
        let (relativeWidth, relativeHeight) = (Double(piece.width) / height, Double(piece.height) / height)
        guard range.count == 1 || relativeWidth < 1.4 else { return nil }
        var gaps = 0.0
        for (left, right) in zip(members, members.dropFirst()) {
            gaps = max(gaps, Double(right.columns.lowerBound - left.columns.upperBound) / height)
        }
        guard gaps < 0.25, relativeHeight > 0.3, relativeHeight < 3 else { return nil }
        var geometry = -2 * max(0, gaps)
        geometry -= 6 * max(0, 0.6 - relativeHeight)
        geometry -= 2 * max(0, relativeWidth - 1.1)
        geometry -=
            0.25 * (crossings[range.lowerBound] + (range.upperBound < parts.count ? crossings[range.upperBound] : 0)) / breadth
        guard let image = piece.normalized(in: map, breadth: breadth) else { return nil }
        return Candidate(parts: range, piece: piece, image: image, geometry: geometry)
    }

    /// The likeliest reading: the candidates, from left to right, that together with what is left out score best.
    ///
    /// Every part counts by its ink, so that readings in few and in many digits compare. It also says which share of the ink was left out.
    func best() -> (digits: [Candidate], omitted: Double) {
        // Of a stroke as long as in the usual digit.
        let unit = 2.2 * height * breadth
        let weights = parts.map { min(2, max(0.02, Double($0.area) / unit)) }
        var scores = [Double](repeating: -.infinity, count: parts.count + 1)
        var choices = [Candidate?](repeating: nil, count: parts.count + 1)
        scores[0] = 0
        let byStart = Dictionary(grouping: candidates) { $0.parts.lowerBound }
        for start in parts.indices {
            let omission = scores[start] + weights[start] * Self.omission
            if omission > scores[start + 1] { (scores[start + 1], choices[start + 1]) = (omission, nil) }
            for candidate in byStart[start] ?? [] {
                guard let recognition = candidate.recognition else { continue }
                let weight = weights[candidate.parts].reduce(0, +)
                let score =
                    scores[start] + candidate.geometry + max(0.3, weight)
                    * Self.logarithm(max(1e-4, Double(recognition.confidence)))
                let end = candidate.parts.upperBound
                if score > scores[end] { (scores[end], choices[end]) = (score, candidate) }
            }
        }
        var digits: [Candidate] = []
        var (end, omitted) = (parts.count, 0.0)
        while end > 0 {
            if let choice = choices[end] {
                digits.append(choice)
                end = choice.parts.lowerBound
            } else {
                end -= 1
                omitted += weights[end]
            }
        }
        return (digits.reversed(), omitted / max(1e-9, weights.reduce(0, +)))
    }

    /// The logarithm of the likelihood that ink is no digit's.
    private static let omission = -2.5

    private static func logarithm(_ value: Double) -> Double { Double(naturalLogarithm(Float(value))) }
}
