import DigitPhoto

/// Trims the margins before and after each line where another line begins, so that nothing is read twice.
enum LineMargins {
    static func trim(_ lines: inout [LineRegion]) {
        let whole = lines
        for index in lines.indices {
            for (other, line) in whole.enumerated() where other != index { lines[index].trim(before: line) }
        }
    }
}

extension LineRegion {
    /// Trims the margin that another line's ink reaches into.
    fileprivate mutating func trim(before other: LineRegion) {
        guard abs(other.start.y - start.y) < length + other.length, other.height > 0.5 * height else { return }
        let (first, last) = (place(of: other.point(other.margin, 0)), place(of: other.point(other.length - other.margin, 0)))
        let reach = (height + other.height) / 2
        if abs(first.down) < reach, (length - margin...length).contains(first.along) { length = first.along }
        if abs(last.down) < reach, (0...margin).contains(last.along) {
            start = point(last.along, 0)
            length -= last.along
        }
    }

    /// The coordinates of a point of the view along the line and below its center.
    private func place(of point: PicturePoint) -> (along: Double, down: Double) {
        let (dx, dy) = (point.x - start.x, point.y - start.y)
        return (dx * direction.x + dy * direction.y, dy * direction.x - dx * direction.y)
    }
}
