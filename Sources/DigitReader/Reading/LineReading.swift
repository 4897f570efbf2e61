/// One number found in a picture.
public struct LineReading: Equatable, Sendable {
    /// The text, such as `"3.75"`: digits and the marks `. , - / : + ( ) # $ € = * %`; `?` for ink within it that is not such a
    /// symbol; and the signs that a pattern inserts.
    public var text: String
    /// The same without marks, such as `"375"`: digits, and `?` for ink that may be one.
    public var digitsText: String
    /// The probability that all of `text` is right, 0...1. All ink of the line counts.
    public var confidence: Float
    /// The probability that `digitsText` is right, whatever the marks are, 0...1.
    public var digitsConfidence: Float
    /// The rectangle around its symbols.
    public var box: PixelBox
    /// Its symbols from left to right, digits and marks.
    public var symbols: [SymbolReading]
    /// Its digits from left to right.
    public var digits: [DigitReading]
    /// Other possible texts, the most likely first.
    public var alternatives: [Alternative]
    /// The number of the list of valid ones that it is, as written in the list.
    public var entry: String?
    /// Its cell in a ruled table.
    public var cell: TableCell?

    /// Another possible text of a line.
    public struct Alternative: Equatable, Sendable {
        /// The text.
        public var text: String
        /// Its probability, 0...1.
        public var confidence: Float

        /// An alternative with the given values.
        public init(text: String, confidence: Float) { (self.text, self.confidence) = (text, confidence) }
    }

    /// A reading with the given values.
    public init(
        text: String, digitsText: String, confidence: Float, digitsConfidence: Float, box: PixelBox, symbols: [SymbolReading],
        digits: [DigitReading], alternatives: [Alternative] = [], entry: String? = nil, cell: TableCell? = nil
    ) {
        (self.text, self.digitsText) = (text, digitsText)
        (self.confidence, self.digitsConfidence) = (confidence, digitsConfidence)
        (self.box, self.symbols, self.digits) = (box, symbols, digits)
        (self.alternatives, self.entry, self.cell) = (alternatives, entry, cell)
    }
}
