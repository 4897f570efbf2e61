import DigitImage

/// Finds the lines of ink in a page's view that may hold a number, in reading order. What is written there is for the reading
/// network to decide.
struct LineFinder {
    /// The lines found in a view.
    struct Result {
        /// In reading order.
        var lines: [LineRegion]
        /// Whether ink is brighter than the paper.
        var isInkBright: Bool
        /// The walls between fields for one digit each.
        var walls: [StraightStroke] = []
        /// The number of lines that were left out because there were too many; 0 if all are there.
        var omitted = 0
    }

    /// The most lines of a page. A page of small print has a hundred; noise has no end.
    static let mostLines = 400
    /// The least height of a line, in pixels of the view.
    private static let leastHeight = 5.0

    /// - Parameter isInkBright: nil to determine it from the picture.
    /// - Throws: `ReaderError` if Leptonica rejects the picture.
    static func find(in view: PageView, isInkBright: Bool? = nil) throws(ReaderError) -> Result {
        let map = InkSmoothing.smoothed(try InkMap(view.planes, isInkBright: isInkBright))
        let squares = InkSquares(of: map.values)
        let (strength, rules) = FormLines.removed(from: InkStrength(map, squares, seesTextures: true))
        var faint = FaintWalls.find(in: map, squares, beside: strength, like: rules)
        var pieces = Self.pieces(of: strength.without(faint), in: view)
        let combs = Combs.find(walls: rules.walls + faint, bars: rules.bars, pieces: pieces)
        // One that is not at its place in a row of fields may be a 1 in a box.
        let places = faint.map { wall in combs.contains { $0.isParted(by: wall) } }
        if places.contains(false) {
            faint = zip(faint, places).filter(\.1).map(\.0)
            pieces = Self.pieces(of: strength.without(faint), in: view)
        }
        let (chains, slope) = LineChains.find(pieces, walls: rules.walls, combs: combs)
        let selection = LineSelection(chains, map: map)
        let chosen = chains.filter { $0.height >= leastHeight && selection.mayBeWriting($0) }
        var lines = chosen.map { LineRegion($0, usualSlope: slope) }
        LineMargins.trim(&lines)
        LineCrop.complete(&lines, width: view.width, height: view.height, reduction: view.reduction)
        let omitted = max(0, lines.count - mostLines)
        if omitted > 0 {
            lines.sort { ($0.height * $0.length, $1.start.y) > ($1.height * $1.length, $0.start.y) }
            lines.removeLast(omitted)
        }
        lines = ReadingOrder.sorted(Tables(rules, slope: slope).placed(lines), slope: slope)
        let walls = (rules.walls + faint).filter { wall in combs.contains { $0.isParted(by: wall) } }
        return Result(lines: lines, isInkBright: map.isInkBright, walls: walls, omitted: omitted)
    }

    /// The pieces of ink, without what surrounds a sheet.
    private static func pieces(of strength: InkStrength, in view: PageView) -> [InkPiece] {
        var pieces = Surroundings.removed(
            from: InkPieces.find(in: strength, leastSize: 2), width: view.width, height: view.height)
        // Remains of a sheet's edges.
        if view.isSheet { pieces.removeAll { $0.touchesSide(width: view.width, height: view.height) } }
        return pieces
    }
}
