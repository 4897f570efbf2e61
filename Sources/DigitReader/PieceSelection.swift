/// Leaves out pieces of ink that cannot be digits beside what most of the page's ink is.
///
/// Paper has grain, and cameras and codecs make noise: what is both small and faint is not writing. Digits may differ in size and
/// in strength, but hardly in both at once.
struct PieceSelection {
    /// The usual height of pieces and their usual strength over paper, each piece weighted by its ink.
    private let height, strength: Double

    /// The least height of a digit, in pixels of the working picture.
    private static let leastHeight = 8.0

    init(_ pieces: [InkPiece], map: InkMap) {
        let measured = pieces.map { ($0, $0.strength(in: map)) }
        height = Self.median(measured.map { (Double($0.0.height), Double($0.0.area) * $0.1) })
        strength = Self.median(measured.map { ($0.1, Double($0.0.area) * $0.1) })
    }

    /// The pieces without what lies around the sheet: ink along most of a side of the picture, and whatever spans half of the picture
    /// both ways, where there is other ink within.
    static func withoutSurroundings(_ pieces: [InkPiece], width: Int, height: Int) -> [InkPiece] {
        let writing = pieces.filter { Double($0.height) >= leastHeight && 2 * $0.width < width && 2 * $0.height < height }
        return pieces.filter { piece in
            guard 2 * piece.width > width || 2 * piece.height > height else { return true }
            let others = writing.count { piece.columns.overlaps($0.columns) && piece.rows.overlaps($0.rows) }
            let isAround = 2 * piece.width > width && 2 * piece.height > height && others > 1
            return !isAround && !(followsASide(piece, width: width, height: height) && !writing.isEmpty)
        }
    }

    /// Whether a piece covers more than half of a side of the picture.
    private static func followsASide(_ piece: InkPiece, width: Int, height: Int) -> Bool {
        var (top, bottom, left, right) = (0, 0, 0, 0)
        for run in piece.runs {
            if run.y == 0 { top += run.end - run.start }
            if run.y == height - 1 { bottom += run.end - run.start }
            if run.start == 0 { left += 1 }
            if run.end == width { right += 1 }
        }
        return 2 * max(top, bottom) > width || 2 * max(left, right) > height
    }

    /// What of a line may be digits: nil for a line that is too small and too faint, and without pieces much fainter than the rest of it.
    func selected(_ line: TextLine, map: InkMap) -> TextLine? {
        let strengths = line.pieces.map { $0.strength(in: map) }
        let usual = Self.median(zip(line.pieces, strengths).map { ($0.1, Double($0.0.area) * $0.1) })
        let pieces = zip(line.pieces, strengths).filter { $0.1 >= Self.faint * usual }.map(\.0)
        guard line.height >= Self.leastHeight, let first = pieces.first else { return nil }
        let result = pieces.count == line.pieces.count ? line : TextLine(pieces: pieces, height: line.height)
        // A lone piece at the picture's edge that is smaller than the writing goes on beyond it: a shadow's edge, a finger.
        if pieces.count == 1, first.touchesSide(width: map.values.width, height: map.values.height),
            Double(first.height) < Self.cutOff * height
        {
            return nil
        }
        // A line of several digits is less often chance than a lone one.
        let needed = pieces.count > 2 ? 0.06 : 0.16
        let relativeHeight = max(result.height, Double(first.height)) / height
        return relativeHeight * usual / strength >= needed && usual >= Self.faint * strength ? result : nil
    }

    /// The share of the usual height below which it is so.
    private static let cutOff = 0.6

    /// Ink of less than this share of the usual strength is something else: rules, grain, the other side of the sheet.
    private static let faint = 0.3

    private static func median(_ values: [(value: Double, weight: Double)]) -> Double {
        let half = values.map(\.weight).reduce(0, +) / 2
        var seen = 0.0
        for (value, weight) in values.sorted(by: { $0.value < $1.value }) {
            seen += weight
            if seen >= half { return value }
        }
        return 1
    }
}

extension InkPiece {
    /// How much darker than paper it is on average, in levels of the map.
    func strength(in map: InkMap) -> Double {
        var sum = 0
        for run in runs {
            let row = run.y * map.values.width
            for x in run.start..<run.end { sum += Int(map.values.pixels[row + x]) }
        }
        return max(0.1, Double(sum) / Double(area) - Double(InkMap.paperLevel))
    }
}
