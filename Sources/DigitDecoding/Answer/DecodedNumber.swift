/// A number that was read in a strip.
public struct DecodedNumber: Equatable, Sendable {
    /// What is written, with marks, and `?` for ink that is no symbol of numbers; signs of a pattern where none is written.
    public var text: String
    /// The same without marks: digits, and `?` for ink that may be one.
    public var digitsText: String
    /// Its symbols from left to right, those that were put in included.
    public var symbols: [DecodedSymbol]
    /// How likely it is that all of it is right, 0...1, calibrated. With a constraint, that the line is such a number is part of it.
    public var confidence: Double
    /// How likely it is that its digits are right, whatever the marks are, 0...1, calibrated.
    public var digitsConfidence: Double
    /// `confidence` as the network says it, not calibrated.
    public var probability: Double
    /// `digitsConfidence` as the network says it, not calibrated.
    public var digitsProbability: Double
    /// What else it may be, the likeliest first.
    public var alternatives: [DecodedAlternative]
    /// Whether it is not as is known of numbers; then it is what reads likeliest without that.
    public var isMisfit: Bool
    /// The number of the list that it is, as the list has it.
    public var entry: String?
    /// Columns of the strip that have print, which the text does not have.
    public var print: [Range<Int>]
    /// The columns of the strip from its first symbol to its last.
    public var columns: Range<Int>
    /// Whether it is surely the likeliest; noise may have more readings than can be looked at.
    public var isExact: Bool
}

/// A symbol of a number.
public struct DecodedSymbol: Equatable, Sendable {
    /// A digit, a mark, or `?`.
    public var character: Character
    /// Where it is, in columns of the strip; nil where it was put in.
    public var columns: Range<Int>?
    /// How likely it is, if all others are right, 0...1, calibrated. A constraint may choose one that is not the likeliest; this is how
    /// likely it is all the same. 1 where it was put in.
    public var confidence: Double
    /// What else it may be, the likeliest first.
    public var alternatives: [Alternative]

    /// Whether a pattern has put it in.
    public var isInserted: Bool { columns == nil }

    /// Another symbol in the place of one.
    public struct Alternative: Equatable, Sendable {
        /// Nil where nothing may be there.
        public var character: Character?
        /// As the network says it, 0...1.
        public var probability: Double
    }
}

/// Another reading of a line.
public struct DecodedAlternative: Equatable, Sendable {
    /// What it reads.
    public var text: String
    /// The number of the list that it is.
    public var entry: String?
    /// How likely it is, as `DecodedNumber.probability`.
    public var probability: Double
}
