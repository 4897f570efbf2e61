/// What was found in a picture.
public struct PageReading: Equatable, Sendable {
    /// The upright picture's width in pixels.
    public var width: Int
    /// The upright picture's height in pixels.
    public var height: Int
    /// Its numbers in reading order; none where there are none.
    public var lines: [LineReading]
    /// Numbers that are not as is known of them, as they read without that.
    public var misfits: [LineReading]
    /// Lines of ink that are no numbers.
    public var leftOut: [LeftOutLine]
    /// How many lines were not looked at because there were too many; 0 where all were.
    public var omittedLines: Int
    /// By how many degrees the picture was turned clockwise to be read: 0, 90, 180 or 270. Boxes are those of the picture as it came.
    public var turn: Int

    /// A reading of the given values.
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
    /// Why a line is no number.
    public enum Reason: String, Sendable {
        /// Machine print.
        case print
        /// Letters, scribbles, or what is crossed out.
        case otherWriting
        /// No symbol was found in it, such as in a rule or a shadow.
        case noSymbol
        /// It reads so badly that it is hardly a number.
        case unlikely
        /// Its ink is that of a number that is already there.
        case duplicate
    }

    /// Why it is left out.
    public var reason: Reason
    /// Where it is.
    public var box: PixelBox
    /// What was read in it, `?` for ink that is no symbol of numbers.
    public var text: String

    /// A line of the given values.
    public init(reason: Reason, box: PixelBox, text: String) { (self.reason, self.box, self.text) = (reason, box, text) }
}
