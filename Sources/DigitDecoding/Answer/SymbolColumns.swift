/// Locates symbols in a strip: what the alignment says, widened to the ink around it.
package enum SymbolColumns {
    /// Columns of a strip for each time step.
    package static let perStep = 4
    /// Rows of a strip.
    package static let stripHeight = 32
    /// The ink of one symbol may have gaps of up to this many columns, a quarter of the height: a digit in two strokes.
    private static let mostGap = 8
    /// Columns to either side of a symbol's steps that may belong to it: it is hardly wider than the strip is high.
    private static let mostReach = 20
    /// A column has ink if the sum of its values is larger: half of one full pixel.
    static let leastInk: Float = 0.5

    /// The columns of each range of steps, in order.
    ///
    /// Between two neighbors, ink belongs to the nearer side of the column with the least ink; then each is widened or narrowed to its ink.
    /// - Parameter ink: the sum of each column of the strip, 0 (paper) to 32; nil if unknown.
    package static func columns(of ranges: [Range<Int>], ink: [Float]?) -> [Range<Int>] {
        let plain = ranges.map { $0.lowerBound * perStep..<$0.upperBound * perStep }
        guard let ink = ink.map(withoutRules), !ink.isEmpty else { return plain }
        let centers = plain.map { min(ink.count - 1, ($0.lowerBound + $0.upperBound) / 2) }
        var borders = [0]
        for index in centers.indices.dropFirst() { borders.append(border(centers[index - 1], centers[index], ink)) }
        borders.append(ink.count)
        return centers.indices.map { index in
            let cell = borders[index]..<max(borders[index], borders[index + 1])
            return inked(around: centers[index], in: cell, ink) ?? plain[index].clamped(to: 0..<ink.count)
        }
    }

    /// The ink above what nearly every column has, such as a rule's.
    static func withoutRules(_ ink: [Float]) -> [Float] {
        guard !ink.isEmpty else { return ink }
        let usual = ink.sorted()[ink.count / 10]
        return ink.map { max(0, $0 - 1.2 * usual) }
    }

    /// The column with the least ink between two; of several, the one in the middle.
    private static func border(_ first: Int, _ second: Int, _ ink: [Float]) -> Int {
        guard first + 1 < second else { return max(first, second) }
        let between = first + 1..<second
        let least = ink[between].min() ?? 0
        let columns = between.filter { ink[$0] <= least + 1e-3 }
        return columns[columns.count / 2]
    }

    /// The ink next to a column, with small gaps.
    private static func inked(around center: Int, in cell: Range<Int>, _ ink: [Float]) -> Range<Int>? {
        let columns = cell.filter { ink[$0] > leastInk }
        guard let nearest = columns.min(by: { abs($0 - center) < abs($1 - center) }), abs(nearest - center) <= mostGap,
            let place = columns.firstIndex(of: nearest)
        else { return nil }
        var (first, last) = (place, place)
        while first > 0, columns[first] - columns[first - 1] <= mostGap, center - columns[first - 1] <= mostReach { first -= 1 }
        while last + 1 < columns.count, columns[last + 1] - columns[last] <= mostGap, columns[last + 1] - center <= mostReach {
            last += 1
        }
        return columns[first]..<columns[last] + 1
    }
}

/// Decides where a strip has more than one number.
package enum NumberGaps {
    /// Symbols that are further apart than this belong to two numbers, in heights of the strip: the digits of one number in boxes
    /// are hardly two heights apart, including one empty box between them.
    package static let widest = 2.5

    /// Whether this many columns are too many between two symbols of one number.
    package static func isWide(_ gap: Int) -> Bool { Double(gap) > widest * Double(SymbolColumns.stripHeight) }

    /// The number of symbols of each number.
    /// - Parameter columns: the symbols' columns, in order.
    package static func groups(_ columns: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var first = 0
        for index in columns.indices.dropFirst() {
            guard isWide(columns[index].lowerBound - columns[index - 1].upperBound) else { continue }
            result.append(first..<index)
            first = index
        }
        if first < columns.count { result.append(first..<columns.count) }
        return result
    }
}
