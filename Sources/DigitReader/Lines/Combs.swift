/// A row of fields for one digit each: boxes side by side, or a box with walls. Its contents are one line.
struct Comb {
    var columns, rows: Range<Int>
    /// The width of a field, in pixels.
    var pitch: Double

    /// Its slope toward the right: `rows` are those in its middle.
    var slope: Double

    func contains(_ piece: InkPiece) -> Bool {
        let x = piece.doubledMiddle.x / 2
        let shift = slope * Double(x - (columns.lowerBound + columns.upperBound) / 2)
        return columns.contains(x) && rows.contains(piece.doubledMiddle.y / 2 - Int(shift.rounded()))
    }

    /// Whether there is a wall between two of its fields, or at its end.
    func isParted(by wall: StraightStroke) -> Bool {
        let x = wall.middle
        let middle = Double(columns.lowerBound + columns.upperBound) / 2
        let level = Double(rows.lowerBound + rows.upperBound) / 2 + slope * (x - middle)
        let fields = (x - Double(columns.lowerBound)) / pitch
        let most = Double(columns.count) / pitch + Self.besideWall
        return Double(wall.along.lowerBound) < level && level < Double(wall.along.upperBound)
            && (-Self.besideWall...most).contains(fields)
            && abs(fields - fields.rounded()) < Self.besideWall
    }

    /// How far a wall may be from its expected position, in units of the pitch: boxes with gaps between them have two walls. A 1
    /// is in the middle of a field.
    private static let besideWall = 0.22

    /// The same with other columns on both sides.
    func reaching(_ columns: Range<Int>) -> Comb {
        let shift = columns.lowerBound + columns.upperBound - self.columns.lowerBound - self.columns.upperBound
        let down = Int((slope * Double(shift) / 2).rounded())
        return Comb(columns: columns, rows: rows.lowerBound + down..<rows.upperBound + down, pitch: pitch, slope: slope)
    }
}

/// Finds rows of fields from the walls between them: evenly spaced, of equal length, and no farther apart than a digit's field is
/// wide.
struct Combs {
    /// The greatest width of a field, in units of its height.
    private static let widest = 1.6
    /// Walls nearer than this fraction of their length are the two sides of a gap between boxes.
    private static let sameWall = 0.3

    /// How far from a comb's rule the middle of a digit may be on the open side, in units of the pitch.
    private static let openReach = 1.1

    /// The most walls that may be missing between two.
    private static let mostMissing = 3

    private struct Wall {
        var x: Double
        var rows: Range<Int>

        func isLevel(with other: Wall) -> Bool { rows.isLevel(with: other.rows, distance: abs(x - other.x)) }
    }

    /// - Parameters:
    ///   - walls: rules from top to bottom.
    ///   - bars: rules from left to right.
    ///   - pieces: the ink without rules.
    static func find(walls: [StraightStroke], bars: [StraightStroke], pieces: [InkPiece]) -> [Comb] {
        var rest = walls.map { Wall(x: $0.middle, rows: Range($0.along)) }.sorted { $0.x < $1.x }
        var combs: [Comb] = []
        while let first = rest.first {
            var (group, others) = ([first], [Wall]())
            for wall in rest.dropFirst() {
                if group[group.count - 1].isLevel(with: wall) { group.append(wall) } else { others.append(wall) }
            }
            rest = others
            combs += evenRuns(of: joined(group)).flatMap { rows(of: $0, bars: bars) }
        }
        return combs.filter { holdsSingleDigits($0, pieces) }.map { comb in
            let longer = comb.reaching(reach(of: comb, bars))
            return continued(holdsSingleDigits(longer, pieces) ? longer : comb, pieces)
        }
    }

    /// A comb extended by adjacent fields whose sides were not found, as long as each has a digit in its middle.
    private static func continued(_ comb: Comb, _ pieces: [InkPiece]) -> Comb {
        var comb = comb
        for step in [-comb.pitch, comb.pitch] {
            while true {
                let start = step < 0 ? Double(comb.columns.lowerBound) + step : Double(comb.columns.upperBound)
                let field = comb.reaching(Int(start)..<Int(start + comb.pitch))
                let inside = pieces.filter {
                    3 * $0.height >= field.rows.count && field.columns.contains($0.doubledMiddle.x / 2)
                        && field.rows.overlaps($0.rows)
                }
                guard inside.count == 1, field.contains(inside[0]),
                    Double(inside[0].columns.count) <= widestDigit * comb.pitch,
                    abs(Double(inside[0].doubledMiddle.x) / 2 - start - comb.pitch / 2) <= offMiddle * comb.pitch
                else { break }
                let (left, right) = (comb.columns.lowerBound, comb.columns.upperBound)
                comb = comb.reaching(min(left, field.columns.lowerBound)..<max(right, field.columns.upperBound))
            }
        }
        return comb
    }

    /// The greatest distance between a field's middle and that of its digit, in units of the pitch.
    private static let offMiddle = 0.25
    /// The greatest width of a digit, in units of the pitch: it may reach into the next field.
    private static let widestDigit = 1.3

    /// The columns of a comb, as far as the bars above and below it extend: the outermost walls may not have been found.
    private static func reach(of comb: Comb, _ bars: [StraightStroke]) -> Range<Int> {
        let middle = (comb.columns.lowerBound + comb.columns.upperBound) / 2
        var columns = comb.columns
        for bar in bars {
            guard bar.along.contains(middle) else { continue }
            let level = Int(bar.middle)
            guard min(abs(level - comb.rows.lowerBound), abs(level - comb.rows.upperBound)) <= comb.rows.count / 4 else {
                continue
            }
            columns = min(columns.lowerBound, bar.along.lowerBound)..<max(columns.upperBound, bar.along.upperBound)
        }
        return columns
    }

    /// Merges the two sides of a gap between boxes into one wall.
    private static func joined(_ walls: [Wall]) -> [Wall] {
        var result: [Wall] = []
        for wall in walls {
            if let last = result.last, wall.x - last.x < sameWall * Double(wall.rows.count) {
                result[result.count - 1].x = (last.x + wall.x) / 2
            } else {
                result.append(wall)
            }
        }
        return result
    }

    /// Groups of three or more walls at equal distances, or multiples of these where walls were not found.
    private static func evenRuns(of walls: [Wall]) -> [(walls: ArraySlice<Wall>, pitch: Double)] {
        var result: [(ArraySlice<Wall>, Double)] = []
        var start = 0
        while start + 2 < walls.count {
            let pitch = min(walls[start + 1].x - walls[start].x, walls[start + 2].x - walls[start + 1].x)
            var end = start + 1
            while end < walls.count, isMultiple(walls[end].x - walls[end - 1].x, of: pitch) { end += 1 }
            if end - start >= 3 { result.append((walls[start..<end], pitch)) }
            start = end - start >= 3 ? end - 1 : start + 1
        }
        return result
    }

    private static func isMultiple(_ distance: Double, of pitch: Double) -> Bool {
        let times = (distance / pitch).rounded()
        return (1...mostMissing + 1).contains(Int(times)) && abs(distance - times * pitch) <= 2 + 0.2 * pitch
    }

    /// Long walls have several rows of fields between them.
    private static func rows(of run: (walls: ArraySlice<Wall>, pitch: Double), bars: [StraightStroke]) -> [Comb] {
        guard let first = run.walls.first, let last = run.walls.last else { return [] }
        let columns = Int(first.x)..<Int(last.x) + 1
        let middle = (columns.lowerBound + columns.upperBound) / 2
        let slope =
            Double(last.rows.lowerBound + last.rows.upperBound - first.rows.lowerBound - first.rows.upperBound)
            / (2 * max(1, last.x - first.x))
        func level(_ row: KeyPath<Wall, Int>) -> Int {
            let levels = run.walls.map { Double($0[keyPath: row]) - slope * ($0.x - Double(middle)) }.sorted()
            return Int(levels[levels.count / 2])
        }
        var (top, bottom) = (level(\.rows.lowerBound), level(\.rows.upperBound))
        let least = Int(0.5 * run.pitch)
        let bars = bars.filter { $0.along.contains(middle) }.map { Int($0.middle) }
        // Digits reach beyond the teeth of a comb, which is open on one side.
        let (reach, slack) = (Int(openReach * run.pitch), (bottom - top) / 4)
        let (isClosedAbove, isClosedBelow) = (
            bars.contains { abs($0 - top) <= slack }, bars.contains { abs($0 - bottom) <= slack }
        )
        if isClosedBelow, !isClosedAbove { top = min(top, bottom - reach) }
        if isClosedAbove, !isClosedBelow { bottom = max(bottom, top + reach) }
        var levels = [top]
        levels += bars.filter { (top - least..<bottom + least).contains($0) }
        levels = levels.sorted() + [bottom]
        return zip(levels, levels.dropFirst()).compactMap { upper, lower in
            guard lower - upper >= least, run.pitch <= widest * Double(lower - upper) else { return nil }
            return Comb(columns: columns, rows: upper..<lower, pitch: run.pitch, slope: slope)
        }
    }

    /// Whether the fields contain no more than about one piece each.
    private static func holdsSingleDigits(_ comb: Comb, _ pieces: [InkPiece]) -> Bool {
        var counts: [Int: Int] = [:]
        for piece in pieces where comb.contains(piece) && 3 * piece.height >= comb.rows.count {
            counts[Int(Double(piece.doubledMiddle.x / 2 - comb.columns.lowerBound) / comb.pitch), default: 0] += 1
        }
        return 10 * counts.values.reduce(0, +) <= 14 * counts.count
    }
}
