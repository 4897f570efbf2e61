import DigitPhoto

extension LineRegion {
    /// The margins above and below the tallest digits, and before the first and after the last, in units of the line's height.
    private static let (margin, sideMargin) = (0.07, 0.35)
    /// How far above and below the usual digit the region extends at most for taller ones, in units of its height.
    private static let reach = 0.4

    /// The band around a line's pieces.
    init(_ line: LineChain, usualSlope: Double) {
        let (slope, level) = line.middleLine(usualSlope: usualSlope)
        let unit = (1 + slope * slope).squareRoot()
        let direction = (x: 1 / unit, y: slope / unit)
        // Along the line and below it, from the point (0, level).
        let spans = line.pieces.map { $0.span(direction: direction, level: level) }
        let tall = zip(line.pieces, spans).filter { Double($0.0.height) >= 0.5 * line.height }.map(\.1)
        let (top, bottom) = Self.extent(of: spans, around: tall, height: line.height)
        let (left, right) = (spans.map(\.along.lowerBound).min() ?? 0, spans.map(\.along.upperBound).max() ?? 0)
        let height = (bottom - top) * (1 + 2 * Self.margin)
        let begin = left - Self.sideMargin * height
        let down = (top + bottom) / 2
        self.init(
            start: PicturePoint(x: begin * direction.x - down * direction.y, y: level + begin * direction.y + down * direction.x),
            direction: direction, length: right - left + 2 * Self.sideMargin * height, height: max(1, height))
        margin = Self.sideMargin * height
        printLikeness = Self.printLikeness(tall, height: line.height)
    }

    /// From the highest piece to the lowest, but not much beyond the usual digits: a neighbor's stroke may hang into the line.
    private static func extent(of spans: [Span], around tall: [Span], height: Double) -> (Double, Double) {
        let (tops, bottoms) = (tall.map(\.down.lowerBound).sorted(), tall.map(\.down.upperBound).sorted())
        guard !tops.isEmpty else { return (-height / 2, height / 2) }
        return (
            max(spans.map(\.down.lowerBound).min() ?? 0, tops[tops.count / 2] - reach * height),
            min(spans.map(\.down.upperBound).max() ?? 0, bottoms[bottoms.count / 2] + reach * height)
        )
    }

    /// The fraction of the pieces whose bottoms are on one baseline to within a twentieth of their height: print has that, few
    /// hands do.
    private static func printLikeness(_ spans: [Span], height: Double) -> Double {
        guard spans.count >= 5 else { return 0 }
        let bottoms = spans.map(\.down.upperBound).sorted()
        let slack = max(0.75, 0.05 * height)
        // The most within a window.
        var (most, first) = (0, 0)
        for last in bottoms.indices {
            while bottoms[last] - bottoms[first] > 2 * slack { first += 1 }
            most = max(most, last - first + 1)
        }
        return Double(most) / Double(spans.count)
    }
}

/// The extent of a piece along a line and below it, in pixels.
private struct Span {
    var along, down: ClosedRange<Double>
}

extension InkPiece {
    /// Its extent relative to a line through (0, `level`).
    fileprivate func span(direction: (x: Double, y: Double), level: Double) -> Span {
        var (left, right, top, bottom) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
        for run in runs {
            for x in [run.start, run.end] {
                for y in [run.y, run.y + 1] {
                    let (dx, dy) = (Double(x), Double(y) - level)
                    let (along, down) = (dx * direction.x + dy * direction.y, dy * direction.x - dx * direction.y)
                    (left, right) = (min(left, along), max(right, along))
                    (top, bottom) = (min(top, down), max(bottom, down))
                }
            }
        }
        return Span(along: left...max(left, right), down: top...max(top, bottom))
    }
}
