import DigitImage

/// Finds walls between fields that are too faint to be ink beside a pen's strokes. A form prints its boxes alike; light, and what a
/// camera makes of it, let some of them fade.
struct FaintWalls {
    /// The greatest distance, in pixels, between the middles of a faint wall and of the same wall found before.
    private static let sameWall = 4.0
    /// The most rules that the wall of a box touches. Those of tables and squared paper, where faint lines are everywhere, cross more, or
    /// run to the picture's edge.
    private static let mostCrossings = 4
    /// A stroke of which this fraction is ink was seen before, and is no wall: a 1 may be as high as its box.
    private static let writtenPart = 0.9

    /// - Parameters:
    ///   - map: the picture's ink.
    ///   - squares: those of the map.
    ///   - ink: what of it stands out beside strong ink, without rules.
    ///   - rules: those that did.
    /// - Returns: vertical strokes that begin and end at the level of a box's wall in `rules`, and are not among these.
    static func find(
        in map: InkMap, _ squares: InkSquares, beside ink: InkStrength, like rules: FormRules
    ) -> [StraightStroke] {
        let (width, height) = (map.values.width, map.values.height)
        let walls = rules.walls.filter {
            rules.countCrossings(of: $0) <= mostCrossings && $0.along.lowerBound > 0 && $0.along.upperBound < height - 1
        }
        guard let longest = walls.map(\.length).max(), let shortest = walls.map(\.length).min() else { return [] }
        let faint = InkStrength(map, squares, isBesideInk: false).mask
        let finder = StraightStrokes(mostBreadth: (walls.map(\.breadth).max() ?? 0) + 2, leastLength: max(12, shortest * 4 / 5))
        return finder.find(in: faint, width: width, height: height, isVertical: true).filter { stroke in
            stroke.length <= longest * 5 / 4 && stroke.length >= 14 * stroke.breadth
                && walls.contains { $0.isLevel(with: stroke) } && writtenPart(of: stroke, in: ink) < Self.writtenPart
                && !rules.walls.contains { $0.along.overlaps(stroke.along) && abs($0.middle - stroke.middle) <= Self.sameWall }
        }
    }

    /// The fraction of a stroke's runs whose middle is ink.
    private static func writtenPart(of stroke: StraightStroke, in ink: InkStrength) -> Double {
        let written = stroke.runs.count { run in
            let (x, y) = stroke.pixel(run, across: (run.start + run.end) / 2)
            return Int(ink.values.pixels[y * ink.values.width + x]) >= InkStrength.threshold
        }
        return Double(written) / Double(stroke.runs.count)
    }
}
