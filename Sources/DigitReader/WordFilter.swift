/// Tells numbers from words that read as digits, by what else is on the page.
///
/// Printed words become digits of middling likelihood, many of them 0 and 1. Beside numbers that read well they are given away by
/// that, the more so where they are smaller.
struct WordFilter {
    /// The usual height of digits that read well, in pixels; nil where none do.
    private let height: Double?

    /// From this (geometric) mean of its digits' confidences on, a run of digits reads well.
    private static let good = 0.95
    /// What is at least this much of the usual height is as large as the numbers; what is less than the other is much smaller.
    private static let (large, tiny) = (0.75, 0.4)
    /// The least mean confidence of what is as large as the numbers, of what is smaller, and of what is much smaller.
    private static let (leastOfLarge, leastOfSmall, leastOfTiny) = (0.65, 0.9, 0.97)

    /// - Parameter lines: all lines of the page as they read.
    init(_ lines: [[FoundDigit]]) {
        var heights: [(height: Double, weight: Int)] = []
        for run in lines.flatMap({ Self.runs(of: $0) }) where run.count > 1 && Self.confidence(run) >= Self.good {
            heights.append((Self.height(run), run.count))
        }
        let half = heights.map(\.weight).reduce(0, +)
        var (seen, usual) = (0, Double?.none)
        for (height, weight) in heights.sorted(by: { $0.height < $1.height }) where usual == nil {
            seen += weight
            if 2 * seen >= half { usual = height }
        }
        height = usual
    }

    /// The digits of a line without words before and after the number.
    func number(in line: [FoundDigit]) -> ArraySlice<FoundDigit> {
        var runs = Self.runs(of: line)[...]
        // Beside others, a digit that stands apart, as in a box, may well be unclear.
        while let first = runs.first, first.count > 1 || runs.count == 1, isWord(first) { runs.removeFirst() }
        while let last = runs.last, last.count > 1 || runs.count == 1, isWord(last) { runs.removeLast() }
        guard let first = runs.first, let last = runs.last else { return [] }
        return line[first.startIndex..<last.endIndex]
    }

    private func isWord(_ run: ArraySlice<FoundDigit>) -> Bool {
        guard let height else { return false }
        let size = Self.height(run) / height
        let least = size >= Self.large ? Self.leastOfLarge : size >= Self.tiny ? Self.leastOfSmall : Self.leastOfTiny
        return Self.confidence(run) < least
    }

    /// What stands apart: split where a gap is wider than the digits beside it are high.
    private static func runs(of line: [FoundDigit]) -> [ArraySlice<FoundDigit>] {
        var result: [ArraySlice<FoundDigit>] = []
        var start = 0
        for index in line.indices.dropFirst() {
            let (left, right) = (line[index - 1].piece, line[index].piece)
            if right.columns.lowerBound - left.columns.upperBound > max(left.height, right.height) {
                result.append(line[start..<index])
                start = index
            }
        }
        return line.isEmpty ? [] : result + [line[start...]]
    }

    private static func height(_ run: ArraySlice<FoundDigit>) -> Double {
        let heights = run.map(\.piece.height).sorted()
        return Double(heights[heights.count / 2])
    }

    private static func confidence(_ run: ArraySlice<FoundDigit>) -> Double { meanConfidence(of: run) }
}
