import DigitPhoto

/// The place of a line of writing in a page's view: a straight band that may hold a number.
package struct LineRegion: Sendable {
    /// The center of its left end, in the view's pixels.
    package var start: PicturePoint
    /// The direction that it is read in, of length 1.
    package var direction: (x: Double, y: Double)
    /// Pixels of the view along it and across it.
    package var length, height: Double
    /// Pixels of paper before its first ink and after its last.
    var margin = 0.0
    /// The likeness to machine print, 0...1; it only affects the order of work.
    package var printLikeness = 0.0
    /// Its place in a ruled table, counted from 0; nil elsewhere.
    package var cell: TableCell?
    /// The rows of the view that its table row spans, corrected for the page's slope.
    var tableRow: ClosedRange<Double>?

    /// The point `along` pixels from its left end and `down` pixels below its center line.
    func point(_ along: Double, _ down: Double) -> PicturePoint {
        PicturePoint(
            x: start.x + along * direction.x - down * direction.y, y: start.y + along * direction.y + down * direction.x)
    }

    /// Its center.
    var middle: PicturePoint { point(length / 2, 0) }

    /// All of a view of the given size.
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
