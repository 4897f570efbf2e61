import DigitImage

/// One symbol of a line.
public struct SymbolReading: Equatable, Sendable {
    /// A digit, a mark, or `?` for ink that is no symbol of numbers.
    public var character: Character
    /// Where it is; nil where a pattern has put it in.
    public var box: PixelBox?
    /// How likely it is, if the line's others are right, 0...1; 1 where it was put in. A constraint may choose a symbol that is not the
    /// likeliest; this is its likelihood all the same.
    public var confidence: Float
    /// What else it may be, the likeliest first.
    public var alternatives: [Alternative]

    /// Another symbol in the place of one.
    public struct Alternative: Equatable, Sendable {
        /// Nil where nothing may be there.
        public var character: Character?
        /// How likely it is, 0...1.
        public var confidence: Float

        /// An alternative of the given values.
        public init(character: Character?, confidence: Float) { (self.character, self.confidence) = (character, confidence) }
    }

    /// A reading of the given values.
    public init(character: Character, box: PixelBox?, confidence: Float, alternatives: [Alternative] = []) {
        (self.character, self.box, self.confidence, self.alternatives) = (character, box, confidence, alternatives)
    }
}

/// One digit found in a picture.
public struct DigitReading: Equatable, Sendable {
    /// Where it is.
    public var box: PixelBox
    /// What it was taken for, 0...9.
    public var digit: Int
    /// How likely it is that a digit is there and that it is this one, 0...1. A constraint may choose a digit that is not the likeliest; this
    /// is its likelihood all the same.
    public var confidence: Float
    /// The probability of each of the ten digits if it is one; they sum to 1.
    public var probabilities: [Float]
    /// It alone, as MNIST has digits: 28x28 pixels, bright ink on black.
    public var normalized: GrayImage

    /// A reading of the given values.
    public init(box: PixelBox, digit: Int, confidence: Float, probabilities: [Float], normalized: GrayImage) {
        self.box = box
        self.digit = digit
        self.confidence = confidence
        self.probabilities = probabilities
        self.normalized = normalized
    }
}
