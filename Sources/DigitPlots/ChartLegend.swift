/// The names of a chart's curves, each beside a piece of its line, in as many rows as needed.
struct ChartLegend: Sendable {
    private struct Entry: Sendable {
        let name: String
        let ink: Ink
        let isDashed: Bool
        let x: Double
        let row: Int
    }

    private static let (sample, gap, size) = (24.0, 16.0, 12.0)
    private var entries: [Entry] = []

    /// The number of rows; none if no curve has a name.
    var rowCount: Int { entries.last.map { $0.row + 1 } ?? 0 }

    init(_ series: [LineChart.Series]) {
        let end = LineChart.width - LineChart.right
        var (x, row) = (LineChart.left, 0)
        for (index, curve) in series.enumerated() where !curve.name.isEmpty {
            let name = Self.shortened(curve.name, toWidth: end - LineChart.left - Self.sample)
            let width = Self.sample + Canvas.width(of: name, size: Self.size)
            if x + width > end, x > LineChart.left { (x, row) = (LineChart.left, row + 1) }
            entries.append(
                Entry(name: name, ink: .series(curve.color ?? index), isDashed: curve.isDashed, x: x, row: row))
            x += width + Self.gap
        }
    }

    func draw(on canvas: inout Canvas) {
        for entry in entries {
            let y = 38 + 18 * Double(entry.row)
            canvas.line(x1: entry.x, y1: y, x2: entry.x + 18, y2: y, ink: entry.ink, width: 2.5, isDashed: entry.isDashed)
            canvas.text(entry.name, x: entry.x + Self.sample, y: y + 4, size: Self.size)
        }
    }

    /// The end of a name that is too long: that is where paths differ.
    private static func shortened(_ name: String, toWidth width: Double) -> String {
        if Canvas.width(of: name, size: size) <= width { return name }
        return "…" + name.suffix(max(1, Int(width / Canvas.width(of: "…", size: size)) - 1))
    }
}
