import DigitPhoto

/// A rectangle of pixels in the upright source picture.
public struct PixelBox: Equatable, Sendable {
    /// The leftmost column.
    public var x: Int
    /// The topmost row.
    public var y: Int
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A rectangle with the given position and size, in pixels.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The smallest rectangle of whole pixels around some points, within a picture of the given size; it has at least one pixel.
    package init(around points: [PicturePoint], width: Int, height: Int) {
        func range(_ values: [Double], _ size: Int) -> Range<Int> {
            let low = min(Double(size - 1), max(0, (values.min() ?? 0) + 1e-6))
            let high = min(Double(size), max(0, (values.max() ?? 0) - 1e-6))
            let start = Int(low.rounded(.down))
            return start..<max(start + 1, Int(high.rounded(.up)))
        }
        let (columns, rows) = (range(points.map(\.x), width), range(points.map(\.y), height))
        self.init(x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
    }

    /// The smallest rectangle that contains both.
    package func union(_ other: PixelBox) -> PixelBox {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return PixelBox(
            x: left, y: top, width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top)
    }

    /// The number of pixels that both cover.
    package func overlap(_ other: PixelBox) -> Int {
        let columns = min(x + width, other.x + other.width) - max(x, other.x)
        let rows = min(y + height, other.y + other.height) - max(y, other.y)
        return max(0, columns) * max(0, rows)
    }
}
