import DigitImage

/// One symbol of a line.
public struct SymbolReading: Equatable, Sendable {
    /// A digit, a mark, or `?` for ink that is not a symbol of numbers.
    public var character: Character
    /// Its box; nil if a pattern has inserted it.
    public var box: PixelBox?
    /// The probability that it is right given that the line's others are, 0...1; 1 if it was inserted. A constraint may choose a
    /// symbol that is not the most likely; this is its probability nevertheless.
    public var confidence: Float
    /// Other possible symbols, the most likely first.
    public var alternatives: [Alternative]

    /// Another symbol in the place of one.
    public struct Alternative: Equatable, Sendable {
        /// Nil for no symbol.
        public var character: Character?
        /// Its probability, 0...1.
        public var confidence: Float

        /// An alternative with the given values.
        public init(character: Character?, confidence: Float) { (self.character, self.confidence) = (character, confidence) }
    }

    /// A reading with the given values.
    public init(character: Character, box: PixelBox?, confidence: Float, alternatives: [Alternative] = []) {
        (self.character, self.box, self.confidence, self.alternatives) = (character, box, confidence, alternatives)
    }
}

/// One digit found in a picture.
public struct DigitReading: Equatable, Sendable {
    /// Its box.
    public var box: PixelBox
    /// The digit, 0...9.
    public var digit: Int
    /// The probability that there is a digit and that it is this one, 0...1. A constraint may choose a digit that is not the most
    /// likely; this is its probability nevertheless.
    public var confidence: Float
    /// The probability of each of the ten digits given that it is one; they sum to 1.
    public var probabilities: [Float]
    /// It alone, in MNIST's format: 28x28 pixels, bright ink on black.
    public var normalized: GrayImage

    /// A reading with the given values.
    public init(box: PixelBox, digit: Int, confidence: Float, probabilities: [Float], normalized: GrayImage) {
        self.box = box
        self.digit = digit
        self.confidence = confidence
        self.probabilities = probabilities
        self.normalized = normalized
    }
}
