import DigitImage

/// The rules of paper and the sides of boxes found in a picture.
struct FormRules {
    /// From top to bottom.
    var walls: [StraightStroke] = []
    /// From left to right.
    var bars: [StraightStroke] = []

    /// How many rules of the other direction cross or touch a stroke that is no thicker than they are.
    func countCrossings(of stroke: StraightStroke) -> Int {
        (stroke.isVertical ? bars : walls).count { rule in
            rule.alongNearby.contains(Int(stroke.middle)) && stroke.alongNearby.contains(Int(rule.middle))
                && 2 * stroke.breadth <= 3 * rule.breadth
        }
    }

    /// Whether a stroke that is no thicker continues a rule in the same straight line, beyond something that crosses it.
    func isContinued(by stroke: StraightStroke) -> Bool {
        (stroke.isVertical ? walls : bars).contains { $0.isContinued(by: stroke) }
    }
}

extension StraightStroke {
    /// The greatest distance, in pixels, between a rule and the end of a stroke that touches it.
    private static let touching = 6

    /// Where a stroke in the other direction crosses this one or touches it.
    fileprivate var alongNearby: ClosedRange<Int> { along.lowerBound - Self.touching...along.upperBound + Self.touching }

    /// Whether a stroke in the same direction that is no thicker is on the same straight line, before or after this one.
    fileprivate func isContinued(by stroke: StraightStroke) -> Bool {
        guard 2 * length >= stroke.length, 2 * stroke.breadth <= 3 * breadth, !along.overlaps(stroke.along) else { return false }
        let (start, end) = (runs[0], runs[runs.count - 1])
        let slope = Double(end.doubledMiddle - start.doubledMiddle) / Double(2 * max(1, end.along - start.along))
        return [stroke.runs[0], stroke.runs[stroke.runs.count - 1]].allSatisfy { run in
            let middle = Double(start.doubledMiddle) / 2 + slope * Double(run.along - start.along)
            return abs(Double(run.doubledMiddle) / 2 - middle) <= Self.besideLine
        }
    }

    /// The greatest distance, in pixels, between a rule's straight line and a stroke that continues it.
    private static let besideLine = 3.0

    /// The number of missing pixels between this stroke and another one along their direction.
    fileprivate func gap(to other: StraightStroke) -> Int {
        max(other.along.lowerBound - along.upperBound, along.lowerBound - other.along.upperBound)
    }
}

/// Removes the rules of paper and the boxes of forms from a picture's ink.
///
/// A rule is removed only where it is as thin as usual, so that strokes that cross it stay whole.
struct FormLines {
    private var strength: InkStrength
    private let width, height: Int
    /// 1 for ink.
    private var ink: [UInt8]
    /// The thickness of the removed rule that a pixel belongs to, in pixels; 0 for none.
    private var taken: [UInt8]
    /// The removed rules.
    private var rules = FormRules()

    /// The ink without rules and boxes, and what was removed.
    static func removed(from strength: InkStrength) -> (ink: InkStrength, rules: FormRules) {
        var lines = FormLines(strength)
        lines.remove()
        return (lines.strength, lines.rules)
    }

    private init(_ strength: InkStrength) {
        self.strength = strength
        (width, height) = (strength.values.width, strength.values.height)
        ink = strength.mask
        taken = [UInt8](repeating: 0, count: ink.count)
    }

    private mutating func remove() {
        // In a long strip, only its height determines how thick rules are.
        let longer = min(max(width, height), 2 * min(width, height))
        let finder = StraightStrokes(mostBreadth: max(4, longer / 150), leastLength: max(12, longer / 80))
        var strokes =
            finder.find(in: ink, width: width, height: height, isVertical: true)
            + finder.find(in: ink, width: width, height: height, isVertical: false)
        guard !strokes.isEmpty else { return }
        let long = strokes.filter { $0.length >= longer / 16 && $0.length >= 14 * $0.breadth }
        let pieces = InkPieces.find(in: strength, leastSize: 8)
        if let digitHeight = digitHeight(pieces, apartFrom: long) {
            // A 1 may be twice as high as the print around it.
            take(&strokes) { Double($0.length) >= ($0.isVertical ? 4 : 2) * digitHeight && $0.length >= 14 * $0.breadth }
            takeCrossedWalls(&strokes, digitHeight: digitHeight)
        } else if long.count >= 4, Set(long.map(\.isVertical)).count == 2 {
            // Everything is connected: a grid.
            take(&strokes) { $0.length >= longer / 16 && $0.length >= 14 * $0.breadth }
        }
        for piece in pieces where piece.width >= 20 && piece.height >= 20 { takeFrame(around: piece, &strokes) }
        // The walls between cells end at rules on both sides.
        for _ in 0..<2 {
            let ends = strokes.map { endsAtRules($0) }
            take(&strokes, picked: ends)
        }
        // The lines of a grid that were only partly found.
        let seen = rules
        take(&strokes) { $0.length >= 14 * $0.breadth && seen.countCrossings(of: $0) > 2 }
        let grid = rules
        let continued = strokes.map { $0.length >= 14 * $0.breadth && grid.isContinued(by: $0) && reachesRule($0) }
        take(&strokes, picked: continued)
        for tooth in CombTeeth.find(strokes.filter(\.isVertical), isRule: { isTaken(near: $0, of: $1) }) { take(tooth) }
        guard taken.contains(where: { $0 > 0 }) else { return }
        var pixels = strength.values.pixels
        for i in pixels.indices where taken[i] != 0 { pixels[i] = 0 }
        strength.values = GrayImage(width: width, height: height, pixels: pixels)
    }

    /// Removes walls that a digit interrupts: two parts on one straight line, each longer than a 1 is high, with ink between them.
    private mutating func takeCrossedWalls(_ strokes: inout [StraightStroke], digitHeight: Double) {
        let parts = strokes.indices.filter {
            strokes[$0].isVertical && Double(strokes[$0].length) >= 1.5 * digitHeight
                && strokes[$0].length >= 14 * strokes[$0].breadth
        }
        guard parts.count <= Self.mostParts else { return }
        var picked = [Bool](repeating: false, count: strokes.count)
        for upper in parts {
            for lower in parts where strokes[lower].along.lowerBound > strokes[upper].along.upperBound {
                let (above, below) = (strokes[upper], strokes[lower])
                guard Double(above.length + below.length) >= 4 * digitHeight, Double(above.gap(to: below)) <= 1.5 * digitHeight,
                    above.isContinued(by: below) || below.isContinued(by: above), isInked(from: above, to: below)
                else { continue }
                picked[upper] = true
                picked[lower] = true
            }
        }
        take(&strokes, picked: picked)
    }

    /// Whether ink leads from one vertical stroke to another one below it, almost without a gap.
    private func isInked(from above: StraightStroke, to below: StraightStroke) -> Bool {
        let (first, last) = (above.runs[above.runs.count - 1], below.runs[0])
        let rows = first.along + 1..<last.along
        let inked = rows.count { row in
            let part = Double(row - first.along) / Double(last.along - first.along)
            let column = Int(Double(first.doubledMiddle) / 2 * (1 - part) + Double(last.doubledMiddle) / 2 * part)
            return (max(0, column - 1)...min(width - 1, column + 1)).contains { ink[row * width + $0] != 0 }
        }
        return 10 * inked >= 9 * rows.count
    }

    /// The most parts of walls that are compared with each other: forms have no more.
    private static let mostParts = 400

    /// The usual height of pieces of ink, weighted by their ink, excluding those that long strokes are part of.
    private func digitHeight(_ pieces: [InkPiece], apartFrom long: [StraightStroke]) -> Double? {
        var isLong = [Bool](repeating: false, count: ink.count)
        for stroke in long {
            for run in stroke.runs {
                let (x, y) = stroke.pixel(run, across: run.start)
                isLong[y * width + x] = true
            }
        }
        let others = pieces.filter { piece in
            !piece.runs.contains { run in (run.start..<run.end).contains { isLong[run.y * width + $0] } }
        }
        let total = others.map(\.area).reduce(0, +)
        var seen = 0
        for piece in others.sorted(by: { $0.height < $1.height }) {
            seen += piece.area
            if 2 * seen >= total { return Double(piece.height) }
        }
        return nil
    }

    /// Removes the strokes that a criterion selects.
    private mutating func take(_ strokes: inout [StraightStroke], where isRule: (StraightStroke) -> Bool) {
        take(&strokes, picked: strokes.map(isRule))
    }

    private mutating func take(_ strokes: inout [StraightStroke], picked: [Bool]) {
        zip(strokes, picked).filter(\.1).forEach { take($0.0) }
        strokes = zip(strokes, picked).filter { !$0.1 }.map(\.0)
    }

    private mutating func take(_ rule: StraightStroke) {
        if rule.isVertical { rules.walls.append(rule) } else { rules.bars.append(rule) }
        let breadth = UInt8(clamping: rule.breadth)
        rule.forEachPixel { taken[$1 * width + $0] = breadth }
    }

    /// Whether a stroke reaches from one removed rule to another. A 1 in a box hardly ever touches both sides.
    private func endsAtRules(_ stroke: StraightStroke) -> Bool {
        isJoined(at: stroke.runs[0], of: stroke, step: -1)
            && isJoined(at: stroke.runs[stroke.runs.count - 1], of: stroke, step: 1)
    }

    /// Whether ink leads from one end of a stroke to a removed rule, almost without a gap.
    private func isJoined(at run: StraightStroke.Run, of stroke: StraightStroke, step: Int) -> Bool {
        guard isTaken(near: run, of: stroke) else { return false }
        let (extent, across) = stroke.isVertical ? (height, width) : (width, height)
        func pixels(at along: Int, near run: StraightStroke.Run, within reach: Int) -> [Int] {
            (max(0, run.start - reach)..<min(across, run.end + reach)).map {
                let (x, y) = stroke.pixel(at: along, across: $0)
                return y * width + x
            }
        }
        var gap = 0
        let reach = stroke.breadth + Self.nearby
        // A wall may also go on a little beyond the rule.
        for distance in -reach...reach {
            let along = run.along + step * distance
            guard (0..<extent).contains(along) else { continue }
            // Near a corner, a rule may be too thick to be removed.
            if pixels(at: along, near: run, within: Self.nearby).contains(where: { taken[$0] != 0 }) { return true }
            guard distance > 0 else { continue }
            gap += pixels(at: along, near: run, within: 1).contains { ink[$0] != 0 } ? 0 : 1
            if gap > Self.mostGap { return false }
        }
        return false
    }

    /// Whether a removed rule is near at least one end of a stroke.
    private func reachesRule(_ stroke: StraightStroke) -> Bool {
        isTaken(near: stroke.runs[0], of: stroke) || isTaken(near: stroke.runs[stroke.runs.count - 1], of: stroke)
    }

    /// Whether a removed rule that is about as thick as a stroke, or thicker, is near one end of it: pens are thicker than rules.
    private func isTaken(near run: StraightStroke.Run, of stroke: StraightStroke) -> Bool {
        let breadth = stroke.breadth
        let reach = breadth + Self.nearby
        let (x, y) = stroke.pixel(run, across: (run.start + run.end) / 2)
        for row in max(0, y - reach)...min(height - 1, y + reach) {
            for column in max(0, x - reach)...min(width - 1, x + reach)
            where 2 * breadth <= 3 * Int(taken[row * width + column]) + 2 && taken[row * width + column] != 0 { return true }
        }
        return false
    }

    /// The greatest distance between the end of a stroke and a rule, in pixels beyond the stroke's thickness, and how much of it
    /// may be without ink.
    private static let (nearby, mostGap) = (5, 2)

    /// Removes a box that is drawn around a digit: straight strokes along most of all four sides of a piece of ink.
    private mutating func takeFrame(around piece: InkPiece, _ strokes: inout [StraightStroke]) {
        var sides = Set<Int>()
        for side in FrameSide.sides(of: piece) {
            let own = strokes.indices.map { (place: $0, share: side.share(of: strokes[$0])) }.filter { $0.share > 0 }
            guard own.map(\.share).reduce(0, +) >= 0.75 else { return }
            sides.formUnion(own.map(\.place))
        }
        sides.sorted().forEach { take(strokes[$0]) }
        strokes = strokes.indices.filter { !sides.contains($0) }.map { strokes[$0] }
    }
}

/// The position of one side of a box, if a piece of ink were one.
private struct FrameSide {
    var isVertical: Bool
    /// The pixels along the side, and those across where its stroke may run: none outside the piece, where a neighbor's is.
    var along, across: ClosedRange<Int>

    static func sides(of piece: InkPiece) -> [FrameSide] {
        let (columns, rows) = (piece.columns, piece.rows)
        let (left, right, top, bottom) = (columns.lowerBound, columns.upperBound, rows.lowerBound, rows.upperBound)
        // The sides of a box that is slightly skewed.
        let (slackX, slackY) = (max(3, piece.width / 8), max(3, piece.height / 8))
        return [
            FrameSide(isVertical: true, along: top...bottom, across: left - 1...left + slackX),
            FrameSide(isVertical: true, along: top...bottom, across: right - slackX...right + 1),
            FrameSide(isVertical: false, along: left...right, across: top - 1...top + slackY),
            FrameSide(isVertical: false, along: left...right, across: bottom - slackY...bottom + 1),
        ]
    }

    /// The fraction of the side that a stroke covers, 0 ... 1: a rule may extend beyond it.
    func share(of stroke: StraightStroke) -> Double {
        let (first, last) = (stroke.runs[0], stroke.runs[stroke.runs.count - 1])
        guard stroke.isVertical == isVertical, first.along <= along.upperBound, last.along >= along.lowerBound else { return 0 }
        let (low, high) = (min(first.start, last.start), max(first.end, last.end))
        guard low <= across.upperBound, high >= across.lowerBound else { return 0 }
        let runs = stroke.runs.filter { along.contains($0.along) }
        guard runs.allSatisfy({ across.contains($0.doubledMiddle / 2) }) else { return 0 }
        return Double(runs.count) / Double(along.count)
    }
}
