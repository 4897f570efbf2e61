import DigitImage

/// A connected piece of ink, or a part or a union of pieces, as runs of pixels.
struct InkPiece {
    /// Neighboring ink pixels of one row: the first column and the one after the last. Small: every second pixel may be one.
    struct Run {
        private let row, first, next: Int32

        init(_ run: InkRegions.Run) { (row, first, next) = (Int32(run.y), Int32(run.start), Int32(run.end)) }

        var y: Int { Int(row) }
        var start: Int { Int(first) }
        var end: Int { Int(next) }
    }

    var runs: [Run]
    /// The columns and rows that it spans.
    private(set) var columns, rows: Range<Int>
    /// The number of its pixels.
    private(set) var area: Int

    /// There must be at least one run.
    init(runs: [Run]) {
        self.runs = runs
        var (left, right, top, bottom, area) = (Int.max, 0, Int.max, 0, 0)
        for run in runs {
            left = min(left, run.start)
            right = max(right, run.end)
            top = min(top, run.y)
            bottom = max(bottom, run.y + 1)
            area += run.end - run.start
        }
        (columns, rows, self.area) = (left..<right, top..<bottom, area)
    }

    var width: Int { columns.count }
    var height: Int { rows.count }
    /// Twice the center, so that it is a whole number.
    var doubledMiddle: (x: Int, y: Int) { (columns.lowerBound + columns.upperBound, rows.lowerBound + rows.upperBound) }

    /// Whether it touches a side of the picture.
    func touchesSide(width: Int, height: Int) -> Bool {
        columns.lowerBound == 0 || rows.lowerBound == 0 || columns.upperBound == width || rows.upperBound == height
    }

    /// The columns and rows that pieces span together.
    static func bounds(_ pieces: [InkPiece]) -> (columns: Range<Int>, rows: Range<Int>) {
        guard let first = pieces.first else { return (0..<0, 0..<0) }
        return pieces.reduce((first.columns, first.rows)) { whole, piece in
            (
                min(whole.0.lowerBound, piece.columns.lowerBound)..<max(whole.0.upperBound, piece.columns.upperBound),
                min(whole.1.lowerBound, piece.rows.lowerBound)..<max(whole.1.upperBound, piece.rows.upperBound)
            )
        }
    }

    /// All pieces together.
    static func union(_ pieces: some Sequence<InkPiece>) -> InkPiece { InkPiece(runs: pieces.flatMap(\.runs)) }

    /// The typical thickness of its strokes, in pixels: an area of length times thickness has an outline of twice its length.
    var strokeBreadth: Double {
        var rim = 0
        var above: [Int: [Run]] = [:]
        for run in runs { above[run.y, default: []].append(run) }
        for run in runs {
            // Left and right ends, and the pixels that have no ink above or below.
            rim += 2
            for y in [run.y - 1, run.y + 1] {
                var covered = 0
                for other in above[y] ?? [] { covered += max(0, min(run.end, other.end) - max(run.start, other.start)) }
                rim += max(0, run.end - run.start - covered)
            }
        }
        // A slanted stroke's outline counts up to sqrt(2) times as long: a middle value.
        return 2 * Double(area) / max(1, Double(rim) / 1.2)
    }
}

/// Finds the pieces of a picture's ink.
struct InkPieces {
    /// The most pieces that are considered; a page of print has some thousands, noise has no end.
    static let limit = 8000

    /// Pieces with at least one pixel that is surely ink and at least `leastSize` pixels wide or high; the largest if there are
    /// too many.
    static func find(in strength: InkStrength, leastSize: Int) -> [InkPiece] {
        let regions = InkRegions(in: strength.values, above: UInt8(InkStrength.threshold - 1))
        var extents = [Extent](repeating: Extent(), count: regions.regions.count)
        for run in regions.runs { extents[regions.root(run.label)].add(run) }
        // In the order of their first pixels.
        var roots = extents.indices.filter { extents[$0].size >= leastSize && regions.regions[$0].peak >= InkStrength.sure }
        if roots.count > limit {
            roots.sort { extents[$0].size > extents[$1].size }
            roots.removeLast(roots.count - limit)
        }
        var places = [Int32](repeating: -1, count: extents.count)
        for (place, root) in roots.enumerated() { places[root] = Int32(place) }
        var runs = [[InkPiece.Run]](repeating: [], count: roots.count)
        for run in regions.runs {
            let place = Int(places[regions.root(run.label)])
            if place >= 0 { runs[place].append(InkPiece.Run(run)) }
        }
        return runs.map { InkPiece(runs: $0) }
    }

    /// The columns and rows that a piece spans. Small: every fourth pixel may be a piece.
    private struct Extent {
        private var (left, right, top, bottom) = (Int32.max, Int32(0), Int32.max, Int32(0))

        /// The longer side; none for a label that is not a piece's root.
        var size: Int { max(Int(right) - Int(left), Int(bottom) - Int(top)) }

        mutating func add(_ run: InkRegions.Run) {
            left = min(left, Int32(run.start))
            right = max(right, Int32(run.end))
            top = min(top, Int32(run.y))
            bottom = max(bottom, Int32(run.y) + 1)
        }
    }
}

extension InkPiece {
    /// Its mean darkness relative to paper, in levels of the map.
    func strength(in map: InkMap) -> Double {
        var sum = 0
        for run in runs {
            let row = run.y * map.values.width
            for x in run.start..<run.end { sum += Int(map.values.pixels[row + x]) }
        }
        return max(0.1, Double(sum) / Double(area) - Double(InkMap.paperLevel))
    }
}
