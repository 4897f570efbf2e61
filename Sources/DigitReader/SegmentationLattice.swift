import DigitImage
import DigitRecognizer

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
        /// 28x28 for each of the recognizer's views.
        var views: [GrayImage]
        /// What its shape costs, a logarithm, at most 0.
        var geometry: Double
        var recognition: Recognition?
    }

    private(set) var parts: [InkPiece] = []
    /// For each part, how many pixels of ink the cut on its left goes through.
    private var crossings: [Double] = []
    var candidates: [Candidate] = []
    /// The line's height and its strokes' breadth, in pixels.
    let height, breadth: Double

    /// The most parts that make one digit.
    private static let mostParts = 7

    init(_ line: TextLine, map: InkMap, views: [DigitView]) {
        height = line.height
        let area = Double(line.pieces.map(\.area).reduce(0, +))
        breadth = max(1, line.pieces.map { $0.strokeBreadth * Double($0.area) }.reduce(0, +) / max(1, area))
        for piece in Self.stacked(line.pieces) {
            if Double(piece.width) > 0.7 * height && Double(piece.height) > 0.4 * height {
                let cuts = InkCuts(piece, height: height, mostCrossing: min(1.8 * breadth, 0.4 * height))
                parts += cuts.parts
                crossings += cuts.crossings
            } else {
                parts.append(piece)
                crossings.append(0)
            }
        }
        for first in parts.indices {
            for end in (first + 1)...min(parts.count, first + Self.mostParts) {
                guard let candidate = candidate(first..<end, map: map, views: views) else { continue }
                candidates.append(candidate)
            }
        }
    }

    /// The lattice of some neighboring parts alone.
    func part(_ range: Range<Int>) -> SegmentationLattice {
        var result = self
        result.parts = Array(parts[range])
        result.crossings = Array(crossings[range])
        result.candidates = candidates.compactMap { candidate in
            guard range.lowerBound <= candidate.parts.lowerBound, candidate.parts.upperBound <= range.upperBound else {
                return nil
            }
            var moved = candidate
            moved.parts = candidate.parts.lowerBound - range.lowerBound..<candidate.parts.upperBound - range.lowerBound
            return moved
        }
        return result
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

    private func candidate(_ range: Range<Int>, map: InkMap, views: [DigitView]) -> Candidate? {
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
        guard let views = piece.normalized(in: map, breadth: breadth, views: views) else { return nil }
        return Candidate(parts: range, piece: piece, views: views, geometry: geometry)
    }
}
