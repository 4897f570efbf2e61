/// The order in which lines are read.
///
/// The page is cut recursively where there is no line (XY cut, Nagy and Seth 1984): first from side to side, so that lines at the
/// same level are read as a row; where columns do not keep to levels, from top to bottom, so that each column is read by itself.
/// Columns of text are separated first.
enum ReadingOrder {
    /// A line's place, corrected for the page's slope.
    private struct Place {
        var index: Int
        var columns, rows: ClosedRange<Double>
        var isLong: Bool
    }

    /// The ratio of length and height from which a line may belong to a column of text, and the least number of its lines.
    private static let (longLine, fewestOfText) = (8.0, 3)
    /// The most alternations between columns on the way down a page if they are not side by side.
    private static let mostTurns = 2
    /// The fraction of a line's height around its center that another line must not reach into.
    private static let core = 0.6

    /// - Parameter slope: the page's slope toward the right.
    static func sorted(_ lines: [LineRegion], slope: Double) -> [LineRegion] {
        let places = lines.enumerated().map { index, line in
            let middle = line.middle
            let (x, y) = (middle.x + slope * middle.y, middle.y - slope * middle.x)
            // The rows of a table take precedence over the levels of their writing.
            let rows = line.tableRow.map { row in
                let rim = (1 - core) / 2 * (row.upperBound - row.lowerBound)
                return row.lowerBound + rim...row.upperBound - rim
            }
            let half = core / 2 * line.height
            return Place(
                index: index, columns: x - line.length / 2...x + line.length / 2, rows: rows ?? y - half...y + half,
                isLong: line.length > longLine * line.height)
        }
        return sorted(places).map { lines[$0.index] }
    }

    private static func sorted(_ places: [Place]) -> [Place] {
        guard places.count > 1 else { return places }
        let columns = parts(of: places, \.columns)
        let rows = parts(of: places, \.rows)
        if columns.count > 1, columns.allSatisfy(isText) || areStaggered(rows, columns) { return columns.flatMap(sorted) }
        if rows.count > 1 { return rows.flatMap(sorted) }
        if columns.count > 1 { return columns.flatMap(sorted) }
        return places.sorted { ($0.rows.lowerBound, $0.columns.lowerBound) < ($1.rows.lowerBound, $1.columns.lowerBound) }
    }

    /// Whether no row has lines of two columns, though the columns are side by side.
    private static func areStaggered(_ rows: [[Place]], _ columns: [[Place]]) -> Bool {
        var columnOf: [Int: Int] = [:]
        for (number, column) in columns.enumerated() { for place in column { columnOf[place.index] = number } }
        let sequence = rows.map { row in Set(row.map { columnOf[$0.index] ?? 0 }) }
        return sequence.allSatisfy { $0.count == 1 } && zip(sequence, sequence.dropFirst()).count { $0 != $1 } > mostTurns
    }

    private static func isText(_ places: [Place]) -> Bool { places.count(where: \.isLong) >= fewestOfText }

    /// Groups with nothing between them along one direction, in order.
    private static func parts(of places: [Place], _ range: KeyPath<Place, ClosedRange<Double>>) -> [[Place]] {
        var result: [[Place]] = []
        var end = -Double.infinity
        for place in places.sorted(by: { $0[keyPath: range].lowerBound < $1[keyPath: range].lowerBound }) {
            if place[keyPath: range].lowerBound > end { result.append([]) }
            result[result.count - 1].append(place)
            end = max(end, place[keyPath: range].upperBound)
        }
        return result
    }
}
