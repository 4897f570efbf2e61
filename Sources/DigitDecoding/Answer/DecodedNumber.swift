/// A number read from a strip.
public struct DecodedNumber: Equatable, Sendable {
    /// The text, with marks, and `?` for ink that is not a symbol of numbers; signs of a pattern are inserted if they are not
    /// written.
    public var text: String
    /// The same without marks: digits, and `?` for ink that may be one.
    public var digitsText: String
    /// Its symbols from left to right, including inserted ones.
    public var symbols: [DecodedSymbol]
    /// The probability that all of it is right, 0...1, calibrated. With a constraint, it includes that the line is such a number.
    public var confidence: Double
    /// The probability that its digits are right, whatever the marks are, 0...1, calibrated.
    public var digitsConfidence: Double
    /// `confidence` before calibration.
    public var probability: Double
    /// `digitsConfidence` before calibration.
    public var digitsProbability: Double
    /// Other possible readings, the most likely first.
    public var alternatives: [DecodedAlternative]
    /// Whether it violates what is known about the numbers; then it is the most likely reading without that.
    public var isMisfit: Bool
    /// The number of the list that it is, as written in the list.
    public var entry: String?
    /// Columns of the strip that have print, which is not in the text.
    public var print: [Range<Int>]
    /// The columns of the strip from its first symbol to its last.
    public var columns: Range<Int>
    /// Whether it is certainly the most likely; noise may have more readings than can be examined.
    public var isExact: Bool
}

/// A symbol of a number.
public struct DecodedSymbol: Equatable, Sendable {
    /// A digit, a mark, or `?`.
    public var character: Character
    /// Its range in columns of the strip; nil if it was inserted.
    public var columns: Range<Int>?
    /// The probability that it is right given that all others are, 0...1, calibrated. A constraint may choose a symbol that is
    /// not the most likely; this is its probability nevertheless. 1 if it was inserted.
    public var confidence: Double
    /// Other possible symbols, the most likely first.
    public var alternatives: [Alternative]

    /// Whether a pattern has inserted it.
    public var isInserted: Bool { columns == nil }

    /// Another symbol in the place of one.
    public struct Alternative: Equatable, Sendable {
        /// Nil for no symbol.
        public var character: Character?
        /// The network's probability, 0...1.
        public var probability: Double
    }
}

/// Another reading of a line.
public struct DecodedAlternative: Equatable, Sendable {
    /// Its text.
    public var text: String
    /// The number of the list that it is.
    public var entry: String?
    /// Its probability, like `DecodedNumber.probability`.
    public var probability: Double
}
