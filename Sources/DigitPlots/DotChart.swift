import DigitText

/// One number for each of several names: a row with a dot, and the number as text.
package struct DotChart: Sendable {
    private static let (width, rowHeight, top, bottom) = (460.0, 26.0, 40.0, 34.0)

    private let title: String
    private let rows: [(name: String, value: Double)]

    /// - Parameter rows: names and values; those that are not finite numbers are left out.
    package init(title: String, rows: [(name: String, value: Double)]) {
        self.title = title
        self.rows = rows.filter(\.value.isFinite)
    }

    /// The drawn chart.
    package var plot: Plot {
        let height = Self.top + Self.rowHeight * Double(rows.count) + Self.bottom
        return Plot(width: Self.width, height: height, title: title) { canvas in
            canvas.text(title, x: 12, y: 20, size: 15, isBold: true)
            let left = 24 + min(rows.map { Canvas.width(of: $0.name, size: 12) }.max() ?? 0, 200)
            let axis = Axis(rows.map(\.value), pixels: (from: left, to: Self.width - 70))
            for tick in axis.ticks {
                let x = axis.position(tick)
                canvas.line(x1: x, y1: Self.top, x2: x, y2: height - Self.bottom, ink: .grid)
                canvas.text(axis.label(tick), x: x, y: height - Self.bottom + 18, size: 11, ink: .muted, anchor: .middle)
            }
            for (index, row) in rows.enumerated() {
                let y = Self.top + Self.rowHeight * (Double(index) + 0.5)
                canvas.text(row.name, x: left - 12, y: y + 4, size: 12, anchor: .end)
                canvas.dot(
                    x: axis.position(row.value), y: y, radius: 5, ink: .series(0), tip: "\(row.name): \(row.value.fixed(4))")
                canvas.text(row.value.fixed(4), x: Self.width - 12, y: y + 4, size: 12, anchor: .end)
            }
        }
    }
}
