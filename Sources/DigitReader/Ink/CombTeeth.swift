/// Finds the teeth of comb fields: short strokes of equal length that stand on a rule or hang from one, evenly spaced. A
/// handwritten 1 may stand on a rule too, but three of them are hardly ever so alike.
enum CombTeeth {
    /// - Parameters:
    ///   - strokes: straight strokes from top to bottom.
    ///   - isRule: whether a rule is near one end of a stroke.
    static func find(_ strokes: [StraightStroke], isRule: (StraightStroke.Run, StraightStroke) -> Bool) -> [StraightStroke] {
        let standing = strokes.filter { isRule($0.runs[$0.runs.count - 1], $0) && !isRule($0.runs[0], $0) }
        let hanging = strokes.filter { isRule($0.runs[0], $0) && !isRule($0.runs[$0.runs.count - 1], $0) }
        return combs(standing) { $0.runs[$0.runs.count - 1] } + combs(hanging) { $0.runs[0] }
    }

    private static func combs(_ strokes: [StraightStroke], foot: (StraightStroke) -> StraightStroke.Run) -> [StraightStroke] {
        var rest = strokes.sorted { foot($0).doubledMiddle < foot($1).doubledMiddle }
        var result: [StraightStroke] = []
        while let first = rest.first {
            // Rules may slope a little.
            let alike = rest.filter {
                let (place, start) = (foot($0), foot(first))
                return abs(place.along - start.along) <= 4 + abs(place.doubledMiddle - start.doubledMiddle) / 30
                    && abs($0.length - first.length) <= 2 + first.length / 8
                    && abs($0.breadth - first.breadth) <= 1 + first.breadth / 3
            }
            if isEven(alike.map { foot($0).doubledMiddle }) { result += alike }
            rest.removeAll { stroke in alike.contains { foot($0) == foot(stroke) } }
        }
        return result
    }

    /// Whether there are three or more positions, at whole multiples of their smallest distance.
    private static func isEven(_ places: [Int]) -> Bool {
        let distances = zip(places, places.dropFirst()).map { $1 - $0 }
        guard distances.count >= 2, let least = distances.min(), least > 8 else { return false }
        return distances.allSatisfy { distance in
            let times = (distance + least / 2) / least
            return abs(distance - times * least) <= 4 + least * times / 12
        }
    }
}
