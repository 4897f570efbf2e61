/// Joins the parts of digits that were broken, one above the other: the bar of a five, the bowls of a three.
///
/// Two lines of small writing look like that too. So there must be something beside them that is as tall as both together, or
/// they must be as close to each other as most of the page's ink is; and they must not both have a similar neighbor.
enum BrokenPieces {
    /// The largest gap between two parts, in units of their joint height.
    private static let mostGap = 0.2
    /// The least fraction of the narrower part's width that overlaps the other.
    private static let leastOverlap = 0.5
    /// The height of both together, in units of the height of what is beside them.
    private static let likeness = 0.7...1.3
    /// The greatest distance of such a piece, in units of their height.
    private static let reach = 1.8

    static func mended(_ pieces: [InkPiece]) -> [InkPiece] {
        let pieces = pieces.sorted { $0.columns.lowerBound < $1.columns.lowerBound }
        let usual = weightedMedian(pieces.map { (Double($0.height), Double($0.area)) })
        var groups = DisjointSets(count: pieces.count)
        let widest = pieces.map(\.width).max() ?? 0
        for i in pieces.indices {
            for j in pieces.indices[(i + 1)...] {
                if pieces[j].columns.lowerBound >= pieces[i].columns.upperBound { break }
                guard isStacked(pieces[i], pieces[j]) else { continue }
                let both = InkPiece.bounds([pieces[i], pieces[j]])
                let isUsual = likeness.contains(Double(both.rows.count) / max(1, usual))
                guard isUsual || hasLike(both, in: pieces, from: i, widest: widest) else { continue }
                let isLineEach = [i, j].allSatisfy { part in
                    hasLike((pieces[part].columns, pieces[part].rows), in: pieces, from: part, widest: widest, besides: part)
                }
                if !isLineEach { groups.join(i, j) }
            }
        }
        return Dictionary(grouping: pieces.indices) { groups.root($0) }.sorted { $0.key < $1.key }.map { group in
            group.value.count == 1 ? pieces[group.key] : InkPiece.union(group.value.map { pieces[$0] })
        }
    }

    private static func isStacked(_ a: InkPiece, _ b: InkPiece) -> Bool {
        let common = min(a.columns.upperBound, b.columns.upperBound) - max(a.columns.lowerBound, b.columns.lowerBound)
        let gap = max(a.rows.lowerBound, b.rows.lowerBound) - min(a.rows.upperBound, b.rows.upperBound)
        let height = max(a.rows.upperBound, b.rows.upperBound) - min(a.rows.lowerBound, b.rows.lowerBound)
        return Double(common) >= leastOverlap * Double(min(a.width, b.width)) && Double(gap) <= mostGap * Double(height)
            && height > max(a.height, b.height)
    }

    /// Whether a piece near a position is about as tall and on the same level.
    private static func hasLike(
        _ place: (columns: Range<Int>, rows: Range<Int>), in pieces: [InkPiece], from index: Int, widest: Int,
        besides own: Int? = nil
    ) -> Bool {
        let slack = Int(reach * Double(place.rows.count))
        func isLike(_ piece: InkPiece) -> Bool {
            let common = piece.rows.clamped(to: place.rows).count
            return likeness.contains(Double(place.rows.count) / Double(piece.height)) && 10 * common >= 7 * place.rows.count
        }
        for (other, piece) in zip(pieces.indices[index...], pieces[index...]) {
            if piece.columns.lowerBound > place.columns.upperBound + slack { break }
            if other != own, isLike(piece) { return true }
        }
        for piece in pieces[..<index].reversed() {
            if piece.columns.lowerBound + widest < place.columns.lowerBound - slack { break }
            if piece.columns.upperBound >= place.columns.lowerBound - slack, isLike(piece) { return true }
        }
        return false
    }
}
