/// Assigns small pieces beside a line's digits to that line: dots, commas and hyphens, the bar of a five, a part of a broken
/// stroke.
enum SmallPieces {
    /// The greatest height and width of such a piece, in units of the line's height.
    private static let (highest, widest) = (0.7, 1.4)
    /// The greatest distance from the line's nearest digit, in units of the line's height.
    private static let reach = 1.3
    /// The greatest height of a line, in units of the highest line of several digits: anything higher, such as the edge of a
    /// sheet, is not writing.
    private static let highestLine = 3.0
    private static let severalDigits = 3

    static func attached(to lines: [LineChain], usualSlope: Double) -> [LineChain] {
        var lines = lines
        let order = lines.indices.sorted { (lines[$0].height, $0) > (lines[$1].height, $1) }
        let usual = lines.filter { $0.tall.count >= severalDigits }.map(\.height).max() ?? .infinity
        let middles = lines.map { $0.middleLine(usualSlope: usualSlope) }
        var added: [Int: [InkPiece]] = [:]
        var isMoved = [Bool](repeating: false, count: lines.count)
        for small in order.reversed() {
            let piece = lines[small]
            for large in order {
                let height = lines[large].height
                guard lines[small].height < highest * height else { break }
                guard Double(piece.columns.count) < widest * height, !isMoved[large],
                    height <= highestLine * usual
                else { continue }
                let slack = Int(reach * height)
                guard piece.columns.lowerBound - slack <= lines[large].columns.upperBound,
                    piece.columns.upperBound + slack >= lines[large].columns.lowerBound
                else { continue }
                let x = Double(piece.columns.lowerBound + piece.columns.upperBound) / 2
                let y = Double(piece.rows.lowerBound + piece.rows.upperBound) / 2
                let level = middles[large].level + middles[large].slope * x
                guard abs(y - level) <= 0.75 * height, isNear(piece, lines[large], slack: slack) else { continue }
                added[large, default: []] += piece.pieces + (added.removeValue(forKey: small) ?? [])
                isMoved[small] = true
                break
            }
        }
        for (large, pieces) in added {
            lines[large] = LineChain(lines[large].pieces + pieces, height: lines[large].height)
        }
        return lines.indices.filter { !isMoved[$0] }.map { lines[$0] }
    }

    private static func isNear(_ piece: LineChain, _ line: LineChain, slack: Int) -> Bool {
        line.pieces.contains {
            max($0.columns.lowerBound - piece.columns.upperBound, piece.columns.lowerBound - $0.columns.upperBound) <= slack
        }
    }
}
