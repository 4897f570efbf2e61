/// Determines the row and column of each line in ruled tables.
struct Tables {
    /// Connected rules, as positions across their direction, corrected for the page's slope.
    private struct Grid {
        var walls: [Double] = []
        var bars: [Double] = []
        var columns: ClosedRange<Double>
        var rows: ClosedRange<Double>
    }

    private let grids: [Grid]
    private let slope: Double

    /// How near two rules' ends must be to count as connected, and how near two rules are one, in pixels.
    private static let (slack, sameRule) = (8.0, 6.0)

    /// - Parameter slope: the page's slope toward the right.
    init(_ rules: FormRules, slope: Double) {
        self.slope = slope
        let walls = rules.walls.map { Rule($0, slope: slope) }
        let bars = rules.bars.map { Rule($0, slope: slope) }
        var groups = DisjointSets(count: walls.count + bars.count)
        for (i, wall) in walls.enumerated() {
            for (j, bar) in bars.enumerated() where wall.meets(bar, slack: Self.slack) { groups.join(i, walls.count + j) }
        }
        var grids: [Int: Grid] = [:]
        for (index, rule) in (walls + bars).enumerated() {
            let isWall = index < walls.count
            let empty = Grid(
                columns: isWall ? rule.place...rule.place : rule.along, rows: isWall ? rule.along : rule.place...rule.place)
            var grid = grids[groups.root(index)] ?? empty
            grid.columns = grid.columns.union(empty.columns)
            grid.rows = grid.rows.union(empty.rows)
            if isWall { grid.walls.append(rule.place) } else { grid.bars.append(rule.place) }
            grids[groups.root(index)] = grid
        }
        self.grids = grids.sorted { $0.key < $1.key }.map(\.value).compactMap { grid in
            var grid = grid
            (grid.walls, grid.bars) = (Self.distinct(grid.walls), Self.distinct(grid.bars))
            // A box around one field has two of each.
            return grid.walls.isEmpty || grid.bars.isEmpty || grid.walls.count + grid.bars.count < 5 ? nil : grid
        }
    }

    /// A straight rule, corrected for the page's slope.
    private struct Rule {
        var place: Double
        var along: ClosedRange<Double>

        init(_ stroke: StraightStroke, slope: Double) {
            let place = stroke.middle
            let (start, end) = (Double(stroke.along.lowerBound), Double(stroke.along.upperBound))
            let middle = (start + end) / 2
            self.place = stroke.isVertical ? place + slope * middle : place - slope * middle
            let shift = stroke.isVertical ? -slope * place : slope * place
            along = start + shift...end + shift
        }

        func meets(_ other: Rule, slack: Double) -> Bool {
            along.lowerBound - slack <= other.place && other.place <= along.upperBound + slack
                && other.along.lowerBound - slack <= place && place <= other.along.upperBound + slack
        }
    }

    private static func distinct(_ places: [Double]) -> [Double] {
        var result: [Double] = []
        for place in places.sorted() where place - (result.last ?? -.infinity) > sameRule { result.append(place) }
        return result
    }

    /// The lines with their cells; those that span several columns, as rows of boxes do, have none.
    func placed(_ lines: [LineRegion]) -> [LineRegion] {
        var lines = lines
        for grid in grids {
            var cells: [Int: TableCell] = [:]
            for (index, line) in lines.enumerated() {
                let middle = line.middle
                let (x, y) = (middle.x + slope * middle.y, middle.y - slope * middle.x)
                guard grid.columns.contains(x), grid.rows.contains(y) else { continue }
                // The margins at its ends may extend across a wall.
                let half = max(0, line.length / 2 - line.height)
                guard !grid.walls.contains(where: { abs($0 - x) < half }) else { continue }
                cells[index] = TableCell(row: grid.bars.count { $0 < y }, column: grid.walls.count { $0 < x })
            }
            // Before the first rule there is a border only if nothing is left of it.
            let row = cells.values.map(\.row).min() ?? 0, column = cells.values.map(\.column).min() ?? 0
            guard Set(cells.values.map { [$0.row, $0.column] }).count > 1 else { continue }
            for (index, cell) in cells {
                lines[index].cell = TableCell(row: cell.row - min(1, row), column: cell.column - min(1, column))
                lines[index].tableRow = rowRange(cell.row, in: grid)
            }
        }
        return lines
    }

    /// From the bar above to the bar below, as far as there are some.
    private func rowRange(_ row: Int, in grid: Grid) -> ClosedRange<Double> {
        let top = row > 0 ? grid.bars[row - 1] : grid.rows.lowerBound
        let bottom = row < grid.bars.count ? grid.bars[row] : grid.rows.upperBound
        return min(top, bottom)...max(top, bottom)
    }
}

extension ClosedRange<Double> {
    fileprivate func union(_ other: Self) -> Self {
        Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
    }
}
