/// Leaves out what is both small and faint beside a page's writing: paper has grain, and cameras and codecs make noise.
///
/// Writing varies in size and in strength, but a lone speck that has much less of both is not writing.
struct LineSelection {
    private let map: InkMap
    /// The usual height of lines and their usual strength over paper, weighted by their ink.
    private let height, strength: Double

    /// The least product of relative height and relative strength, for a line of one or two pieces, and for one of more.
    private static let (leastOfFew, leastOfMany) = (0.12, 0.03)
    private static let fewPieces = 2

    init(_ lines: [LineChain], map: InkMap) {
        self.map = map
        // Beside lines of writing, anything taller than half of the picture is the desk.
        let low = lines.filter { 2 * $0.height <= Double(map.values.height) }
        let usual = low.contains { $0.tall.count > Self.fewPieces } ? low : lines
        let measured = usual.map { line in
            let strength = Self.strength(line, map)
            return (line.height, strength, Double(line.pieces.map(\.area).reduce(0, +)) * strength)
        }
        height = max(1, weightedMedian(measured.map { ($0.0, $0.2) }))
        strength = max(1, weightedMedian(measured.map { ($0.1, $0.2) }))
    }

    func mayBeWriting(_ line: LineChain) -> Bool {
        let least = line.tall.count > Self.fewPieces ? Self.leastOfMany : Self.leastOfFew
        return line.height / height * Self.strength(line, map) / strength >= least
    }

    /// The usual darkness of a line relative to paper, in levels of the map.
    private static func strength(_ line: LineChain, _ map: InkMap) -> Double {
        weightedMedian(line.pieces.map { ($0.strength(in: map), Double($0.area)) })
    }
}
