/// A rectangle of a picture's pixels.
package struct PixelRange {
    package let columns, rows: Range<Int>

    package init(columns: Range<Int>, rows: Range<Int>) { (self.columns, self.rows) = (columns, rows) }
}

/// Counts the pixels of rectangles that are in a square, a pixel of several rectangles several times: a table of sums (Crow 1984), so
/// that a square costs the same whatever their number.
package struct PixelCounts {
    private let width, top: Int
    private var sums: [Int32]

    /// - Parameters:
    ///   - ranges: the rectangles; they may extend beyond the picture.
    ///   - width: the picture's width.
    ///   - rows: those that squares may be in.
    package init(_ ranges: [PixelRange], width pictureWidth: Int, rows: Range<Int>) {
        let width = pictureWidth + 1
        var sums = [Int32](repeating: 0, count: width * (rows.count + 1))
        for range in ranges {
            let columns = range.columns.clamped(to: 0..<pictureWidth)
            for y in range.rows.clamped(to: rows) {
                let start = (y - rows.lowerBound + 1) * width + 1
                for x in columns { sums[start + x] += 1 }
            }
        }
        for y in 1..<rows.count + 1 {
            var row: Int32 = 0
            for here in y * width..<(y + 1) * width {
                row += sums[here]
                sums[here] = sums[here - width] + row
            }
        }
        (self.width, top, self.sums) = (width, rows.lowerBound, sums)
    }

    /// - Parameters:
    ///   - x: the square's leftmost column.
    ///   - y: its topmost row.
    package func count(x: Int, y: Int, side: Int) -> Int {
        let above = (y - top) * width + x
        let below = above + side * width
        return Int(sums[below + side] - sums[below] - sums[above + side] + sums[above])
    }
}
