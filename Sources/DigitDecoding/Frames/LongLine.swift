/// Divides lines of more symbols than a number has: decoding takes time with the square of a line's length.
package enum LongLine {
    /// The most symbols that are decoded together.
    package static let mostSymbols = 400

    /// The steps of a line's parts: each ends at the widest gap between two of its symbols, of those in its second half.
    static func parts(of frames: SymbolFrames) -> [Range<Int>] {
        let runs = frames.likeliestRuns.map(\.steps)
        var result: [Range<Int>] = []
        var (first, start) = (0, 0)
        while runs.count - first > mostSymbols {
            let ends = first + mostSymbols / 2...first + mostSymbols
            let end = ends.max { gap(before: $0, runs) < gap(before: $1, runs) } ?? ends.upperBound
            let cut = (runs[end - 1].upperBound + runs[end].lowerBound) / 2
            result.append(start..<cut)
            (first, start) = (end, cut)
        }
        return result + [start..<frames.steps]
    }

    private static func gap(before place: Int, _ runs: [Range<Int>]) -> Int {
        runs[place].lowerBound - runs[place - 1].upperBound
    }
}
