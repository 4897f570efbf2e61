import DigitImage

/// Splits the writing in a field into the digits of its boxes.
package struct DigitParts {
    private let ink: FieldInk

    /// The fraction of a box's width, on each side, in which ink may belong to its neighbor.
    private static let rim = 0.15
    /// The greatest width of a digit, in boxes; anything wider is several digits.
    private static let mostBoxes = 1.25

    package init(_ ink: FieldInk) { self.ink = ink }

    /// The digit of each box, bright on black; nil for a box without ink.
    package func inBoxes(_ count: Int) -> [GrayImage?] {
        let pitch = Double(ink.field.count) / Double(count)
        return (0..<count).map { box in
            let start = Double(ink.field.lowerBound) + Double(box) * pitch
            func columns(_ rim: Double) -> Range<Int> { Int(start + rim * pitch)..<Int(start + (1 - rim) * pitch) }
            let pieces = ink.pieces.filter {
                // Writing that extends into the next box is cut.
                guard Double($0.columns.count) <= Self.mostBoxes * pitch else { return $0.columns.overlaps(columns(Self.rim)) }
                return columns(0).contains(($0.columns.lowerBound + $0.columns.upperBound) / 2)
            }
            return pieces.isEmpty ? nil : ink.picture(of: pieces, columns: columns(-Self.rim))
        }
    }
}
