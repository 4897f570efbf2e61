/// Cuts a wide piece of ink where digits may touch: along paths from top to bottom that cross little ink.
struct InkCuts {
    /// The parts from left to right.
    var parts: [InkPiece]
    /// How many ink pixels the cut on each part's left goes through; 0 for the first part.
    var crossings: [Double]

    /// Sideways steps of a path cost this much of an ink pixel.
    private static let sidestep: Float = 0.15

    /// - Parameters:
    ///   - piece: what is to be cut.
    ///   - height: the line's height.
    ///   - mostCrossing: a path through more ink than this many pixels is no cut.
    init(_ piece: InkPiece, height: Double, mostCrossing: Double) {
        let (width, rows) = (piece.width, piece.height)
        var ink = [Float](repeating: 0, count: width * rows)
        for run in piece.runs {
            for x in run.start..<run.end { ink[(run.y - piece.rows.lowerBound) * width + x - piece.columns.lowerBound] = 1 }
        }
        let fromTop = Self.costs(ink, width: width, height: rows, order: Array(0..<rows))
        let fromBottom = Self.costs(ink, width: width, height: rows, order: (0..<rows).reversed())
        let middle = rows / 2
        let through = (0..<width).map {
            fromTop[middle * width + $0] + fromBottom[middle * width + $0] - ink[middle * width + $0]
        }
        let places = Self.minima(of: through, apart: max(2, Int(0.18 * height)), most: Float(mostCrossing))
        let paths = places.map { place in
            Self.path(from: place, at: middle, upward: true, costs: fromTop, width: width, height: rows)
                + Self.path(from: place, at: middle, upward: false, costs: fromBottom, width: width, height: rows).dropFirst()
        }
        var parts = [[InkPiece.Run]](repeating: [], count: paths.count + 1)
        for run in piece.runs {
            let y = run.y - piece.rows.lowerBound
            var start = run.start
            for (index, path) in paths.enumerated() {
                let end = min(run.end, path[y] + piece.columns.lowerBound)
                if end > start {
                    parts[index].append(InkPiece.Run(y: run.y, start: start, end: end))
                    start = end
                }
            }
            if run.end > start { parts[paths.count].append(InkPiece.Run(y: run.y, start: start, end: run.end)) }
        }
        let costs = [0] + places.map { Double(through[$0]) }
        let kept = parts.indices.filter { !parts[$0].isEmpty }
        self.parts = kept.map { InkPiece(runs: parts[$0]) }
        crossings = kept.enumerated().map { $0.offset == 0 ? 0 : costs[$0.element] }
    }

    /// The least cost of a path to each pixel, row by row in the given order.
    private static func costs(_ ink: [Float], width: Int, height: Int, order: [Int]) -> [Float] {
        var result = ink
        for (previous, y) in zip(order, order.dropFirst()) {
            for x in 0..<width {
                var least = result[previous * width + x]
                if x > 0 { least = min(least, result[previous * width + x - 1] + sidestep) }
                if x + 1 < width { least = min(least, result[previous * width + x + 1] + sidestep) }
                result[y * width + x] += least
            }
        }
        return result
    }

    /// Where the costs are least within `apart` columns, away from the piece's ends.
    private static func minima(of costs: [Float], apart: Int, most: Float) -> [Int] {
        var places: [Int] = []
        let candidates = costs.indices.filter { $0 >= apart && $0 < costs.count - apart && costs[$0] <= most }
        for x in candidates.sorted(by: { (costs[$0], $0) < (costs[$1], $1) }) where places.allSatisfy({ abs($0 - x) >= apart }) {
            places.append(x)
        }
        return places.sorted()
    }

    /// The columns of the best path through column `x` of row `y`, from the top row to `y` or from `y` to the bottom row.
    private static func path(from x: Int, at y: Int, upward: Bool, costs: [Float], width: Int, height: Int) -> [Int] {
        var columns = [x]
        let rows = upward ? Array((0..<y).reversed()) : Array((y + 1)..<max(y + 1, height))
        var x = x
        for row in rows {
            let choices = [x, x - 1, x + 1].filter { (0..<width).contains($0) }
            let current = x
            x =
                choices.min {
                    costs[row * width + $0] + ($0 == current ? 0 : sidestep) < costs[row * width + $1]
                        + ($1 == current ? 0 : sidestep)
                } ?? x
            columns.append(x)
        }
        return upward ? columns.reversed() : columns
    }
}
