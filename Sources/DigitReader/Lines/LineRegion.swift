import DigitPhoto

/// Where a line of writing lies in a page's view: a straight band that may hold a number.
package struct LineRegion: Sendable {
    /// The middle of its left end, in the view's pixels.
    package var start: PicturePoint
    /// The direction that it is read in, of length 1.
    package var direction: (x: Double, y: Double)
    /// Pixels of the view along it and across it.
    package var length, height: Double
    /// Pixels of paper before its first ink and after its last.
    var margin = 0.0
    /// How much it looks like machine print, 0...1: a measure for the order of work, not a judgment.
    package var printLikeness = 0.0
    /// Where it stands in a table with rules, counted from 0; nil elsewhere.
    package var cell: TableCell?
    /// The rows of the view that its row of the table spans, with the page's slope taken out.
    var tableRow: ClosedRange<Double>?

    /// The point `along` pixels from its left end and `down` pixels below its middle.
    func point(_ along: Double, _ down: Double) -> PicturePoint {
        PicturePoint(
            x: start.x + along * direction.x - down * direction.y, y: start.y + along * direction.y + down * direction.x)
    }

    /// Its middle.
    var middle: PicturePoint { point(length / 2, 0) }

    /// The whole of a view of the given size.
    init(width: Int, height: Int) {
        start = PicturePoint(x: 0, y: Double(height) / 2)
        direction = (1, 0)
        (length, self.height) = (Double(width), Double(height))
    }

    init(start: PicturePoint, direction: (x: Double, y: Double), length: Double, height: Double) {
        (self.start, self.direction, self.length, self.height) = (start, direction, length, height)
    }
}

/// A cell of a table.
public struct TableCell: Equatable, Sendable {
    /// The row, counted from 0.
    public var row: Int
    /// The column, counted from 0.
    public var column: Int

    /// The cell at the given place.
    public init(row: Int, column: Int) { (self.row, self.column) = (row, column) }
}
