import DigitImage

/// A connected piece of ink, or a part or a union of pieces, as runs of pixels.
struct InkPiece {
    /// Neighboring ink pixels of one row: the first column and the one after the last.
    struct Run {
        var y, start, end: Int
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
        var regions = InkRegions(in: strength.values, above: UInt8(InkStrength.threshold - 1))
        var byRoot: [Int: [InkPiece.Run]] = [:]
        for run in regions.runs {
            let root = regions.root(run.label)
            guard regions.regions[root].peak >= InkStrength.sure else { continue }
            byRoot[root, default: []].append(InkPiece.Run(y: run.y, start: run.start, end: run.end))
        }
        // In the order of their first pixels: a dictionary's order differs each time.
        var pieces = byRoot.keys.sorted().map { InkPiece(runs: byRoot[$0] ?? []) }
        pieces.removeAll { max($0.width, $0.height) < leastSize }
        if pieces.count > limit {
            pieces.sort { max($0.width, $0.height) > max($1.width, $1.height) }
            pieces.removeLast(pieces.count - limit)
        }
        return pieces
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
