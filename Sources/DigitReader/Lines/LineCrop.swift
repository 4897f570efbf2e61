/// Takes a picture that was cropped to one line as that line, from end to end.
///
/// There the frame shows where the number is, so that faint digits, or a dash or a dot apart from the others, are not lost.
enum LineCrop {
    /// From this fraction of the picture's height on, a line is all that it shows: of any picture, and of a small one.
    private static let (share, shareOfSmall) = (0.5, 0.35)
    /// The least height of the line in a small picture, in units of the picture's: what was found may be a part of its digits.
    private static let leastOfSmall = 0.75
    /// The most rows of a small picture in its file; a view of it may be enlarged.
    private static let small = 128.0
    /// The least and the greatest width of a small picture without a line that is nevertheless one, in units of its height: more
    /// than a hundred digits are hardly so faint, and scaled to the height that is read, a picture of few rows would be endless.
    private static let (leastAspect, mostAspect) = (0.9, 100.0)
    /// The greatest width of the picture of a single digit, in units of its height.
    private static let mostOfDigit = 1.2
    /// The least height of a part of a digit, in units of the picture's.
    private static let leastOfPart = 0.25
    /// The least height, in units of a line of digits, of ink that is not writing.
    private static let muchHigher = 3.0
    /// The greatest slope of a line that extends to both ends of the picture.
    private static let steepest = 0.12

    /// Whether a picture is so small that it may show one line only.
    /// - Parameters:
    ///   - height: rows of its view.
    ///   - reduction: pixels of the source picture along the side of one of the view.
    static func isSmall(height: Int, reduction: Double) -> Bool { Double(height) * reduction <= small }

    /// - Parameter reduction: pixels of the source picture along the side of one of the view.
    static func complete(_ lines: inout [LineRegion], width: Int, height: Int, reduction: Double) {
        let isSmall = isSmall(height: height, reduction: reduction)
        if isSmall, lines.indices.contains(where: { place in lines[..<place].contains { lines[place].isStacked(with: $0) } }) {
            return
        }
        let least = (isSmall ? shareOfSmall : share) * Double(height)
        guard let main = lines.filter({ $0.height >= least }).max(by: { $0.length * $0.height < $1.length * $1.height }) else {
            let isLine = isSmall && (leastAspect...mostAspect).contains(Double(width) / Double(height))
            if isLine, lines.allSatisfy({ $0.height < least }) { lines = [LineRegion(width: width, height: height)] }
            return
        }
        // A digit in two parts, one above the other.
        let large = lines.filter { $0.height >= leastOfPart * Double(height) }
        if Double(width) < mostOfDigit * Double(height), (2...3).contains(large.count) {
            lines = [LineRegion(width: width, height: height)]
            return
        }
        guard abs(main.direction.y) <= steepest * main.direction.x else { return }
        // With other lines above or below it, or much smaller ones, it is not a line that fills the picture but the desk around a
        // sheet, or the sheet's edge.
        let isAmongOthers = lines.contains { other in
            other.length >= 2 * other.height
                && (abs(other.middle.y - main.middle.y) > main.height / 2 || muchHigher * other.height < main.height)
        }
        if !isSmall, isAmongOthers { return }
        var line = main.reaching(fromColumn: 0, to: Double(width))
        if isSmall { line.grow(to: leastOfSmall * Double(height), within: Double(height)) }
        lines = [line]
    }
}

extension LineRegion {
    /// Lines are longer than this, in units of their height; less may be a part of a digit.
    private static let leastAspect = 1.2
    /// The most rows that lines one above the other share, and the least columns, as fractions of the smaller one's.
    private static let (mostRows, leastColumns) = (0.2, 0.5)

    /// Whether this line and another one are two lines of writing, one above the other.
    fileprivate func isStacked(with other: LineRegion) -> Bool {
        guard min(length / height, other.length / other.height) >= Self.leastAspect else { return false }
        let rows =
            min(middle.y + height / 2, other.middle.y + other.height / 2)
            - max(middle.y - height / 2, other.middle.y - other.height / 2)
        let columns =
            min(middle.x + length / 2, other.middle.x + other.length / 2)
            - max(middle.x - length / 2, other.middle.x - other.length / 2)
        return rows <= Self.mostRows * min(height, other.height) && columns >= Self.leastColumns * min(length, other.length)
    }

    /// The same band between two columns of the view.
    fileprivate func reaching(fromColumn first: Double, to last: Double) -> LineRegion {
        var result = self
        let shift = (first - start.x) / direction.x
        result.start = point(shift, 0)
        result.length = (last - first) / direction.x
        return result
    }

    /// Makes the band at least `least` rows high, around its center as far as it stays within a picture of `whole` rows.
    fileprivate mutating func grow(to least: Double, within whole: Double) {
        guard height < least else { return }
        let level = middle.y
        start.y += max(least / 2, min(whole - least / 2, level)) - level
        height = least
    }
}
