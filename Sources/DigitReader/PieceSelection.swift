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

    /// Whether a line of its own may be made of these pieces.
    func mayBeLine(_ line: TextLine, map: InkMap) -> Bool {
        guard line.height >= Self.leastHeight else { return false }
        let piece = InkPiece.union(line.pieces)
        let relativeHeight = line.height / height
        let relativeStrength = piece.strength(in: map) / strength
        // A line of several digits is less often chance than a lone one.
        let needed = line.pieces.count > 2 ? 0.06 : 0.16
        return relativeHeight * relativeStrength >= needed && relativeStrength > 0.2
    }

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
