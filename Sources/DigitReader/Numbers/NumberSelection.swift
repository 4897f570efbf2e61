import DigitDecoding

/// Selects the numbers that are reported.
package struct NumberSelection {
    /// The most symbols that are not a number's for each one that is.
    private static let mostOthers = 1.0
    /// The least probability of a symbol, as a geometric mean over the line, and that of a lone one: dirt reads as a 0 or a 1.
    private static let (leastSymbolProbability, leastLoneProbability) = (0.6, 0.65)
    /// The fraction of the smaller box from which two overlapping symbols are the same ink.
    private static let sameInk = 0.5

    /// The reason why a number is not reported; nil if it is.
    static func reason(against number: DecodedNumber) -> LeftOutLine.Reason? {
        let written = number.symbols.filter { !$0.isInserted }
        let digits = written.count { $0.character.isWholeNumber }
        let others = written.count { $0.character == "?" }
        guard digits > 0 else { return others > 0 ? .otherWriting : .noSymbol }
        if Double(others) > mostOthers * Double(digits) { return .otherWriting }
        let least = written.count == 1 ? leastLoneProbability : power(leastSymbolProbability, written.count)
        return number.probability < least && !number.isMisfit ? .unlikely : nil
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in power * base } }

    /// The indices of lone digits that are less than a third as high as the page's numbers, such as the ³ of a printed m³.
    static func superscripts(among lines: [LineReading]) -> Set<Int> {
        let heights = lines.filter { $0.digits.count > 1 }.map(\.box.height).sorted()
        guard !heights.isEmpty else { return [] }
        let usual = heights[heights.count / 2]
        return Set(lines.indices.filter { lines[$0].symbols.count == 1 && 3 * lines[$0].box.height < usual })
    }

    /// The indices of lines whose ink another line has read too: a more certain one, such as boxes without the code beside them, or
    /// one that has all of theirs among its own, such as a comb's digits one by one.
    package static func duplicates(among lines: [LineReading]) -> Set<Int> {
        var result: Set<Int> = []
        let order = lines.indices.sorted { lines[$0].confidence > lines[$1].confidence }
        for (place, surer) in order.enumerated() {
            for other in order[(place + 1)...] where lines[surer].box.overlap(lines[other].box) > 0 {
                guard !result.contains(surer) else { break }
                guard !result.contains(other) else { continue }
                if 2 * sharedSymbols(of: lines[other], with: lines[surer]) >= lines[other].boxes.count {
                    result.insert(other)
                } else if sharedSymbols(of: lines[surer], with: lines[other]) == lines[surer].boxes.count {
                    result.insert(surer)
                }
            }
        }
        return result
    }

    /// The number of a line's symbols that are the same ink as another line's.
    private static func sharedSymbols(of line: LineReading, with other: LineReading) -> Int {
        line.boxes.count { box in
            other.boxes.contains { there in
                let least = min(box.width * box.height, there.width * there.height)
                return Double(box.overlap(there)) > sameInk * Double(least)
            }
        }
    }
}

extension LineReading {
    /// Where its symbols are written.
    fileprivate var boxes: [PixelBox] { symbols.compactMap(\.box) }
}
