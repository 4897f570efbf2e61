/// Pieces of ink that stand beside each other, from left to right.
struct TextLine {
    var pieces: [InkPiece]
    /// The usual height of its digits, in pixels.
    var height: Double
}

/// Groups pieces of ink into lines of writing.
///
/// Each piece is linked to its nearest neighbor on the right that is of a like height and stands on a like level. Since only neighbors
/// are compared, lines may slope and bend. Small pieces then go to the line that they lie in.
struct TextLines {
    /// In units of the larger height: how far apart neighbors may be.
    private static let gap = 4.0
    /// The same where a rule from top to bottom is between them: columns of a table, not fields for one digit each.
    private static let gapAcrossWall = 1.2
    /// The least share of the smaller height that neighbors have in common.
    private static let overlap = 0.45
    /// The least ratio of heights of neighbors.
    private static let ratio = 0.4

    /// - Parameter walls: rules from top to bottom.
    static func find(_ pieces: [InkPiece], walls: [StraightStroke] = []) -> [TextLine] {
        let pieces = pieces.sorted { ($0.columns.lowerBound, $0.rows.lowerBound) < ($1.columns.lowerBound, $1.rows.lowerBound) }
        var groups = DisjointSets(count: pieces.count)
        for i in pieces.indices {
            var best: (index: Int, distance: Double)?
            for j in pieces.indices[(i + 1)...] {
                let distance = Double(pieces[j].columns.lowerBound - pieces[i].columns.upperBound)
                if let best, distance > best.distance { break }
                guard isNeighbor(pieces[i], pieces[j], distance: distance) else { continue }
                guard
                    distance <= gapAcrossWall * Double(max(pieces[i].height, pieces[j].height))
                        || wallsBetween(pieces[i], pieces[j], walls) != 1
                else { continue }
                if distance < best?.distance ?? .infinity { best = (j, distance) }
            }
            if let best { groups.join(i, best.index) }
        }
        var lines = Dictionary(grouping: pieces.indices) { groups.root($0) }.sorted { $0.key < $1.key }
            .map { Self.line($0.value.map { pieces[$0] }) }
        attachSmallPieces(to: &lines)
        return inReadingOrder(lines)
    }

    /// How many walls stand between two pieces, on the level of the left one.
    private static func wallsBetween(_ left: InkPiece, _ right: InkPiece, _ walls: [StraightStroke]) -> Int {
        walls.count { wall in
            let (first, last) = (wall.runs[0], wall.runs[wall.runs.count - 1])
            let level = left.doubledMiddle.y / 2
            let place = (first.doubledMiddle + last.doubledMiddle) / 4
            return wall.length >= 2 * left.height && (first.along...last.along).contains(level)
                && (left.columns.upperBound...right.columns.lowerBound).contains(place)
        }
    }

    /// From top to bottom, and those on one level from left to right.
    private static func inReadingOrder(_ lines: [TextLine]) -> [TextLine] {
        var rows: [[TextLine]] = []
        for line in lines.sorted(by: { middle($0) < middle($1) }) {
            if let first = rows.last?.first, middle(line) - middle(first) < 0.5 * min(first.height, line.height) {
                rows[rows.count - 1].append(line)
            } else {
                rows.append([line])
            }
        }
        return rows.flatMap { row in row.sorted { $0.pieces[0].columns.lowerBound < $1.pieces[0].columns.lowerBound } }
    }

    private static func line(_ pieces: [InkPiece]) -> TextLine {
        // Small pieces say nothing of the height, so that larger ones count more.
        let heights = pieces.map { Double($0.height) }.sorted()
        return TextLine(pieces: pieces, height: heights[heights.count / 2])
    }

    private static func middle(_ line: TextLine) -> Double {
        Double(line.pieces.map(\.doubledMiddle.y).reduce(0, +)) / Double(2 * line.pieces.count)
    }

    private static func isNeighbor(_ left: InkPiece, _ right: InkPiece, distance: Double) -> Bool {
        let (smaller, larger) = (Double(min(left.height, right.height)), Double(max(left.height, right.height)))
        guard smaller >= ratio * larger, distance <= gap * larger else { return false }
        let common = min(left.rows.upperBound, right.rows.upperBound) - max(left.rows.lowerBound, right.rows.lowerBound)
        return Double(common) >= overlap * smaller
    }

    /// Moves pieces that are lines by themselves and small beside a line's digits into that line: the bar of a five, a part of a broken
    /// stroke, a dot.
    private static func attachSmallPieces(to lines: inout [TextLine]) {
        var moved = Set<Int>()
        let order = lines.indices.sorted { lines[$0].height > lines[$1].height }
        for small in order.reversed() {
            let piece = InkPiece.union(lines[small].pieces)
            for large in order where large != small && !moved.contains(large) {
                let height = lines[large].height
                guard lines[small].height < 0.6 * height, Double(piece.width) < 1.2 * height else { continue }
                let isInside = lines[large].pieces.contains {
                    let distance = max(
                        $0.columns.lowerBound - piece.columns.upperBound, piece.columns.lowerBound - $0.columns.upperBound)
                    return Double(distance) < 0.35 * height && 2 * $0.rows.lowerBound - Int(0.3 * height) < piece.doubledMiddle.y
                        && piece.doubledMiddle.y < 2 * $0.rows.upperBound + Int(0.3 * height)
                }
                guard isInside else { continue }
                lines[large].pieces += lines[small].pieces
                moved.insert(small)
                break
            }
        }
        lines = lines.indices.filter { !moved.contains($0) }.map { lines[$0] }
        for index in lines.indices {
            lines[index].pieces.sort { $0.doubledMiddle.x < $1.doubledMiddle.x }
        }
    }
}
