/// The rules from top to bottom that stand between the cells of tables.
struct Walls {
    private let walls: [StraightStroke]

    init(_ walls: [StraightStroke]) { self.walls = walls.filter { !$0.runs.isEmpty } }

    /// Whether a wall stands between the middles of two pieces, on the level of both, at least as long as the larger of them is high.
    ///
    /// Where they are near, it must be much longer: the walls between fields for one digit each are not.
    func part(_ left: InkPiece, _ right: InkPiece) -> Bool {
        let height = max(left.height, right.height)
        let isNear = right.columns.lowerBound - left.columns.upperBound <= height
        let least = isNear ? height * 12 / 5 : height
        let levels = [left.doubledMiddle.y / 2, right.doubledMiddle.y / 2]
        return walls.contains { wall in
            let (first, last) = (wall.runs[0], wall.runs[wall.runs.count - 1])
            guard wall.length >= least, levels.allSatisfy({ (first.along...last.along).contains($0) }) else { return false }
            let place = (first.doubledMiddle + last.doubledMiddle) / 2
            return place > left.doubledMiddle.x && place < right.doubledMiddle.x
        }
    }
}
