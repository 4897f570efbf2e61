import DigitPhoto

/// Registers a page of curled paper with a form: its anchors are searched in rounds, each near where the map of the round before has them.
struct CurlSearch {
    /// A map, and the anchors by which it was found.
    struct Result {
        var map: SheetMap
        fileprivate var pairs: [PointPair]
        fileprivate var errors: [Double]

        /// The squared distances of anchors from where the others predict them, relative to those from where another map has them: below
        /// 1 if this map is better.
        func remainder(of other: SheetMap) -> Double {
            guard let back = map.projection.inverse else { return 1 }
            var (own, its) = (0.0, 0.0)
            let most = CurlSearch.mostError
            for (pair, error) in zip(pairs, errors) {
                let distance = back.point(pair.to).distance(to: back.point(other.point(pair.from)))
                own += min(error * error, most * most)
                its += min(distance * distance, most * most)
            }
            return its > 0 ? own / its : 1
        }
    }

    let form: Form
    let page: PagePyramid
    let coarse, middle, fine: AnchorLevel
    /// Corners of fields.
    let corners: AnchorLevel

    /// Errors beyond this count like it, in pixels of the form.
    private static let mostError = 10.0
    /// The least area of a part of the sheet, relative to that which the projective map says; the most is its inverse.
    private static let leastArea = 0.4
    /// The least fraction of anchors that must be found, and of the width and height of the print that these must extend over.
    private static let (leastShare, leastExtent) = (0.4, 0.7)

    /// - Parameter rough: an affine map from the form to the page.
    /// - Returns: nil if too few anchors are found in a pattern that paper can have.
    func result(from rough: PageMap) -> Result? {
        var map = SheetMap(rough)
        var directions = CurlFit.directions
        var result: Result?
        let rounds: [(levels: [AnchorLevel], reach: Int, likeness: Float, noise: Double)] = [
            ([coarse], 10, 0.3, 0.35), ([middle], 7, 0.4, 0.35), ([fine], 6, 0.5, 0.3), ([fine, corners], 3, 0.5, 0.3),
        ]
        for (number, round) in rounds.enumerated() {
            let pairs = round.levels.flatMap { self.pairs($0, map, reach: round.reach, likeness: round.likeness) }
            let reduction = Double(round.levels[0].reduction)
            var isLikely = [Bool](repeating: true, count: pairs.count)
            if number == 0 {
                guard let fit = RobustFit(kind: .affine, tolerance: 4 * reduction).fit(pairs) else { return nil }
                let inliers = Set(fit.inliers)
                isLikely = pairs.indices.map(inliers.contains)
            }
            let fit = CurlFit(width: form.width, height: form.height)
                .fit(pairs, isLikely: isLikely, noise: round.noise * reduction, directions: directions)
            guard let fit, isPlausible(fit.map) else { return nil }
            let inliers = pairs.indices.filter { fit.isInlier[$0] }.map { pairs[$0].from }
            guard isEnough(inliers, of: round.levels.flatMap { level in level.anchors.map(level.middle) }) else { return nil }
            map = fit.map
            // With few anchors, any direction may seem best: all are tried until only places are to be refined.
            if number + 2 == rounds.count { directions = CurlFit.directions(near: fit.direction) }
            result = Result(map: map, pairs: pairs, errors: fit.errors)
        }
        return result
    }

    /// The anchors of a level, and where they are found on the page.
    private func pairs(_ level: AnchorLevel, _ map: SheetMap, reach: Int, likeness: Float) -> [PointPair] {
        AnchorSearch(page: page, map: map, reach: reach).matches(level).filter { $0.likeness >= likeness }.map { match in
            let from = match.pair.from
            let (place, steps) = (map.point(from), map.steps(x: from.x, y: from.y))
            let (dx, dy) = (match.pair.to.x - from.x, match.pair.to.y - from.y)
            return PointPair(
                from: from,
                to: PicturePoint(
                    x: place.x + steps.right.x * dx + steps.down.x * dy, y: place.y + steps.right.y * dx + steps.down.y * dy))
        }
    }

    /// Whether the anchors that are found are many, and all over the print: a bend is not to be extended from one corner of the page.
    private func isEnough(_ found: [PicturePoint], of all: [PicturePoint]) -> Bool {
        func extent(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
        return Double(found.count) >= Self.leastShare * Double(all.count)
            && extent(found.map(\.x)) >= Self.leastExtent * extent(all.map(\.x))
            && extent(found.map(\.y)) >= Self.leastExtent * extent(all.map(\.y))
    }

    /// Whether the paper is nowhere folded over or much larger than elsewhere.
    private func isPlausible(_ map: SheetMap) -> Bool {
        guard let curl = map.curl else { return true }
        return (0..<curl.rows).allSatisfy { row in
            (0..<curl.columns).allSatisfy { column in
                let (x, y) = (Double(column) * curl.step, Double(row) * curl.step)
                let ratio = map.area(x: x, y: y) / map.projection.area(x: x, y: y)
                return ratio.isFinite && (Self.leastArea...1 / Self.leastArea).contains(ratio)
            }
        }
    }
}
