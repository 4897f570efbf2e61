/// The rules from top to bottom between the cells of tables.
struct Walls {
    private let walls: [StraightStroke]

    init(_ walls: [StraightStroke]) { self.walls = walls.filter { !$0.runs.isEmpty } }

    /// Whether there is a wall between the centers of two pieces, at the level of both, at least as long as the larger one is
    /// high.
    ///
    /// If they are near, it must be much longer: the walls between fields for one digit each are not. A piece that is written
    /// across a wall is not parted by it.
    func part(_ left: InkPiece, _ right: InkPiece) -> Bool {
        let height = max(left.height, right.height)
        let isNear = right.columns.lowerBound - left.columns.upperBound <= height
        let least = isNear ? height * 12 / 5 : height
        let levels = [left.doubledMiddle.y / 2, right.doubledMiddle.y / 2]
        return walls.contains { wall in
            guard wall.length >= least, levels.allSatisfy(wall.along.contains) else { return false }
            let place = Int(2 * wall.middle)
            return place > left.doubledMiddle.x && place < right.doubledMiddle.x && !left.isAcross(place)
                && !right.isAcross(place)
        }
    }
}

extension InkPiece {
    /// Whether a wall, at twice its column, leaves at least a third of the piece on both sides.
    fileprivate func isAcross(_ doubledColumn: Int) -> Bool {
        abs(doubledColumn - (columns.lowerBound + columns.upperBound)) * 3 <= width
    }
}
