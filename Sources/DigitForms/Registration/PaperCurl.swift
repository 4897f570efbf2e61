import DigitPhoto

/// How curled paper displaces the points of a form: offsets at the points of a square grid over the form, interpolated bilinearly.
public struct PaperCurl: Equatable, Sendable {
    /// The numbers of grid points across and down. The first one is the form's upper left corner.
    public let columns, rows: Int
    /// The distance of neighboring grid points, in pixels of the form.
    public let step: Double
    /// The offset of each grid point to the right and down, in pixels of the form, row by row.
    public let offsets: [Double]

    /// Grid cells across the shorter side of a form, and the most across the longer one.
    private static let (cells, mostCells) = (24.0, 48.0)

    /// A grid over a form of the given size, in pixels.
    package init(width: Int, height: Int, offset: (_ x: Double, _ y: Double) -> (x: Double, y: Double)) {
        step = max(Double(min(width, height)) / Self.cells, Double(max(width, height)) / Self.mostCells)
        columns = Int((Double(width) / step).rounded(.up)) + 1
        rows = Int((Double(height) / step).rounded(.up)) + 1
        var offsets: [Double] = []
        offsets.reserveCapacity(2 * columns * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                let value = offset(Double(column) * step, Double(row) * step)
                // To a fraction of a pixel, so that the numbers in JSON are short.
                offsets += [(value.x * 16).rounded() / 16, (value.y * 16).rounded() / 16]
            }
        }
        self.offsets = offsets
    }

    /// The offset of a point of the form, in its pixels; beyond the grid, that of the nearest point on its edge.
    public func offset(x: Double, y: Double) -> (x: Double, y: Double) {
        let u = max(0, min(Double(columns - 1), x / step))
        let v = max(0, min(Double(rows - 1), y / step))
        let (column, row) = (min(columns - 2, Int(u)), min(rows - 2, Int(v)))
        let (a, b) = (u - Double(column), v - Double(row))
        let (above, below) = (2 * (row * columns + column), 2 * ((row + 1) * columns + column))
        func value(_ part: Int) -> Double {
            let high = offsets[above + part] + a * (offsets[above + 2 + part] - offsets[above + part])
            let low = offsets[below + part] + a * (offsets[below + 2 + part] - offsets[below + part])
            return high + b * (low - high)
        }
        return (value(0), value(1))
    }

    /// How much the offset changes per pixel to the right and down, from points half a cell away on both sides.
    func slopes(x: Double, y: Double) -> (right: PicturePoint, down: PicturePoint) {
        let half = step / 2
        let (left, right) = (offset(x: x - half, y: y), offset(x: x + half, y: y))
        let (above, below) = (offset(x: x, y: y - half), offset(x: x, y: y + half))
        return (
            PicturePoint(x: (right.x - left.x) / step, y: (right.y - left.y) / step),
            PicturePoint(x: (below.x - above.x) / step, y: (below.y - above.y) / step)
        )
    }
}
