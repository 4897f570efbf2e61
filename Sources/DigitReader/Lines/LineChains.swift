/// Groups pieces of ink into lines of writing.
///
/// Near neighbors of similar height and level are linked first. The resulting lines show the direction of the writing; next,
/// parts of a line are joined that are farther apart but continue in the same direction, evenly spaced. Small pieces then go to
/// the line that they lie in.
struct LineChains {
    /// The greatest distance of neighbors, in units of the larger height.
    private static let gap = 1.2
    /// The least overlap of neighbors' rows, as a fraction of the smaller height.
    private static let overlap = 0.45
    /// The least ratio of heights of neighbors.
    private static let ratio = 0.4
    /// How many times the usual distance between its digits a gap in a line may be, and the greatest gap in units of its height.
    private static let (skip, farthest) = (1.6, 4.0)

    /// The usual distance of digits that stand alone, in units of their height.
    private static let alone = 1.7

    private let walls: Walls
    private let combs: [Comb]

    /// - Parameters:
    ///   - pieces: the ink without rules.
    ///   - walls: the vertical rules in the page's ink.
    ///   - combs: the rows of fields for one digit each.
    static func find(_ pieces: [InkPiece], walls: [StraightStroke], combs: [Comb]) -> (lines: [LineChain], usualSlope: Double) {
        let chains = LineChains(walls: Walls(walls), combs: combs)
        var lines = chains.linked(BrokenPieces.mended(pieces).sorted { $0.isBefore($1) })
        let slope = usualSlope(of: lines)
        lines = chains.joined(lines, usualSlope: slope)
        // A digit of small parts may have been in between.
        lines = chains.joined(SmallPieces.attached(to: lines, usualSlope: slope), usualSlope: slope)
        return (lines, slope)
    }

    /// The lines made by links between near neighbors, and those in rows of fields.
    private func linked(_ pieces: [InkPiece]) -> [LineChain] {
        var groups = DisjointSets(count: pieces.count)
        let fields = pieces.map(field)
        var firstIn: [Int: Int] = [:]
        for i in pieces.indices {
            if let field = fields[i] { if let first = firstIn[field] { groups.join(first, i) } else { firstIn[field] = i } }
            var best: (index: Int, distance: Double)?
            // A larger neighbor may be farther away.
            let reach = Self.gap * Double(pieces[i].height) / Self.ratio
            for j in pieces.indices[(i + 1)...] {
                let distance = Double(pieces[j].columns.lowerBound - pieces[i].columns.upperBound)
                if distance > min(reach, best?.distance ?? .infinity) { break }
                guard fields[i] == fields[j], isNeighbor(pieces[i], pieces[j], distance: distance) else { continue }
                if distance < best?.distance ?? .infinity { best = (j, distance) }
            }
            guard let best else { continue }
            if fields[i] != nil || !walls.part(pieces[i], pieces[best.index]) { groups.join(i, best.index) }
        }
        return Dictionary(grouping: pieces.indices) { groups.root($0) }.sorted { $0.key < $1.key }
            .map { LineChain($0.value.map { pieces[$0] }) }
    }

    /// The row of fields that a piece is in.
    private func field(_ piece: InkPiece) -> Int? { combs.firstIndex { $0.contains(piece) } }

    private func isNeighbor(_ left: InkPiece, _ right: InkPiece, distance: Double) -> Bool {
        let (smaller, larger) = (Double(min(left.height, right.height)), Double(max(left.height, right.height)))
        guard smaller >= Self.ratio * larger, distance <= Self.gap * larger else { return false }
        let common = min(left.rows.upperBound, right.rows.upperBound) - max(left.rows.lowerBound, right.rows.lowerBound)
        return Double(common) >= Self.overlap * smaller
    }

    /// The slope that most of the writing has.
    private static func usualSlope(of lines: [LineChain]) -> Double {
        let slopes = lines.compactMap { line in
            line.tall.count >= 4 ? (line.middleLine(usualSlope: 0).slope, Double(line.columns.count)) : nil
        }
        return weightedMedian(slopes)
    }

    /// A line, and what decides whether another one goes on in it: each is compared with all others.
    private struct Part {
        let line: LineChain
        /// The first and the last of its tall pieces.
        let first, last: InkPiece?
        /// Twice the centers of those, 0 without them.
        let firstMiddle, lastMiddle: (x: Int, y: Int)
        let pitch: Double?
        let middle: (slope: Double, level: Double)

        init(_ line: LineChain, usualSlope: Double) {
            let tall = line.tall
            self.line = line
            (first, last) = (tall.first, tall.last)
            (firstMiddle, lastMiddle) = (first?.doubledMiddle ?? (0, 0), last?.doubledMiddle ?? (0, 0))
            (pitch, middle) = (line.pitch, line.middleLine(usualSlope: usualSlope))
        }
    }

    /// The most pieces of a line to which others are joined: each time, it is measured again.
    private static let mostPieces = 2_000

    /// Joins parts of a line that continue in the same direction, the nearest first.
    private func joined(_ lines: [LineChain], usualSlope: Double) -> [LineChain] {
        var parts = lines.sorted {
            ($0.columns.lowerBound, $0.columns.upperBound) < ($1.columns.lowerBound, $1.columns.upperBound)
        }.map { Part($0, usualSlope: usualSlope) }
        var index = 0
        while index < parts.count {
            guard let other = continuation(of: index, among: parts) else {
                index += 1
                continue
            }
            parts[index] = Part(LineChain(parts[index].line.pieces + parts[other].line.pieces), usualSlope: usualSlope)
            parts.remove(at: other)
            if other < index { index -= 1 }
        }
        return parts.map(\.line)
    }

    /// The nearest line that goes on in another one.
    private func continuation(of index: Int, among parts: [Part]) -> Int? {
        guard parts[index].line.pieces.count < Self.mostPieces else { return nil }
        var best: (other: Int, gap: Double)?
        let (end, height) = (parts[index].line.columns.upperBound, parts[index].line.height)
        for other in parts.indices where other != index {
            let gap = Double(parts[other].line.columns.lowerBound - end)
            guard gap <= Self.farthest * max(height, parts[other].line.height) else { continue }
            guard gap >= -0.5 * height, gap < best?.gap ?? .infinity, goesOn(parts[index], in: parts[other], gap: gap) else {
                continue
            }
            best = (other, gap)
        }
        return best?.other
    }

    private func goesOn(_ left: Part, in right: Part, gap: Double) -> Bool {
        let (smaller, larger) = (min(left.line.height, right.line.height), max(left.line.height, right.line.height))
        guard smaller >= 0.5 * larger else { return false }
        let distance = Double(right.firstMiddle.x - left.lastMiddle.x) / 2
        // Two digits by themselves may be the start of an evenly spaced line.
        let usual = Self.skip * max(left.pitch ?? right.pitch ?? Self.alone * larger, right.pitch ?? 0)
        guard distance > 0, gap <= Self.gap * larger || distance <= usual else { return false }
        // The longer one determines the direction.
        let isLeftLonger = left.line.columns.count >= right.line.columns.count
        let middle = isLeftLonger ? left.middle : right.middle
        let other = isLeftLonger ? right.firstMiddle : left.lastMiddle
        let level = middle.level + middle.slope * Double(other.x) / 2
        guard abs(level - Double(other.y) / 2) <= 0.4 * larger else { return false }
        guard let last = left.last, let first = right.first else { return false }
        return field(last) == field(first) && !walls.part(last, first)
    }
}

extension InkPiece {
    /// From left to right, and from top to bottom.
    fileprivate func isBefore(_ other: InkPiece) -> Bool {
        (columns.lowerBound, rows.lowerBound) < (other.columns.lowerBound, other.rows.lowerBound)
    }
}
