/// The order in which lines are read.
enum ReadingOrder {
    static func sorted(_ lines: [LineRegion], rules: FormRules) -> [LineRegion] {
        // Rows: lines on one level, seen along the page's slope.
        var rows: [[LineRegion]] = []
        for line in lines.sorted(by: { $0.middle.y < $1.middle.y }) {
            if let first = rows.last?.first, line.middle.y - first.middle.y < 0.5 * min(first.height, line.height) {
                rows[rows.count - 1].append(line)
            } else {
                rows.append([line])
            }
        }
        return rows.flatMap { row in row.sorted { $0.start.x < $1.start.x } }
    }
}
