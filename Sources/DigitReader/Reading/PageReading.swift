/// The reading of a picture.
public struct PageReading: Equatable, Sendable {
    /// The upright picture's width in pixels.
    public var width: Int
    /// The upright picture's height in pixels.
    public var height: Int
    /// Its numbers in reading order; empty if there are none.
    public var lines: [LineReading]
    /// Numbers that do not match what is known about them, as they read without it.
    public var misfits: [LineReading]
    /// Lines of ink that are not numbers.
    public var leftOut: [LeftOutLine]
    /// The number of lines that were skipped because there were too many.
    public var omittedLines: Int
    /// The degrees by which the picture was turned clockwise before reading: 0, 90, 180 or 270. Boxes are those of the original
    /// picture.
    public var turn: Int

    /// A reading with the given values.
    public init(
        width: Int, height: Int, lines: [LineReading], misfits: [LineReading] = [], leftOut: [LeftOutLine] = [],
        omittedLines: Int = 0, turn: Int = 0
    ) {
        (self.width, self.height, self.lines, self.misfits) = (width, height, lines, misfits)
        (self.leftOut, self.omittedLines, self.turn) = (leftOut, omittedLines, turn)
    }
}

/// A line of ink that is not among the numbers.
public struct LeftOutLine: Equatable, Sendable {
    /// Why a line is not a number.
    public enum Reason: String, Sendable {
        /// Machine print.
        case print
        /// Letters, scribbles, or crossed-out ink.
        case otherWriting
        /// No symbol was found in it, as in a rule or a shadow.
        case noSymbol
        /// It reads so badly that it is hardly a number.
        case unlikely
        /// Its ink is that of a number already reported.
        case duplicate
    }

    /// Why it is left out.
    public var reason: Reason
    /// Its box.
    public var box: PixelBox
    /// Its text, `?` for ink that is not a symbol of numbers.
    public var text: String

    /// A line with the given values.
    public init(reason: Reason, box: PixelBox, text: String) { (self.reason, self.box, self.text) = (reason, box, text) }
}
