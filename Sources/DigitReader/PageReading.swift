import DigitImage

/// A rectangle of pixels in the upright source picture.
public struct PixelBox: Equatable, Sendable {
    /// The leftmost column.
    public var x: Int
    /// The topmost row.
    public var y: Int
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A rectangle of the given position and size, in pixels.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The smallest rectangle that holds both.
    func union(_ other: PixelBox) -> PixelBox {
        let (left, top) = (min(x, other.x), min(y, other.y))
        return PixelBox(
            x: left, y: top, width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top)
    }
}

/// One digit found in a picture.
public struct DigitReading: Equatable, Sendable {
    /// Where it is.
    public var box: PixelBox
    /// What it was taken for, 0...9.
    public var digit: Int
    /// How likely it is that a digit is there and that it is this one, 0...1. A field constraint may choose a digit that is not the
    /// likeliest; this is its likelihood all the same.
    public var confidence: Float
    /// The probability of each of the ten digits if it is one; they sum to 1.
    public var probabilities: [Float]
    /// What the model was given: 28x28 pixels, bright ink on black, as MNIST has it.
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

/// One line of digits found in a picture.
public struct LineReading: Equatable, Sendable {
    /// Its digits from left to right, such as `"2047"`, with the signs of the pattern where one was given.
    public var text: String
    /// How likely it is that all of its digits are right: the product of their confidences, 0...1.
    public var confidence: Float
    /// The rectangle around its digits.
    public var box: PixelBox
    /// Its digits from left to right; at least one.
    public var digits: [DigitReading]

    /// The line that digits make.
    /// - Parameters:
    ///   - digits: at least one digit, from left to right.
    ///   - text: the line's text where it is more than the digits.
    public init(digits: [DigitReading], text: String? = nil) {
        precondition(!digits.isEmpty, "at least one digit expected")
        self.digits = digits
        self.text = text ?? digits.map { String($0.digit) }.joined()
        confidence = digits.reduce(1) { $0 * $1.confidence }
        box = digits.dropFirst().reduce(digits[0].box) { $0.union($1.box) }
    }
}

/// What was found in a picture.
public struct PageReading: Equatable, Sendable {
    /// The upright picture's width in pixels.
    public var width: Int
    /// The upright picture's height in pixels.
    public var height: Int
    /// Its lines of digits from top to bottom; none where there are no digits.
    public var lines: [LineReading]
    /// Lines that cannot be read as the field constraint asks, as they read without it.
    public var misfits: [LineReading]

    /// A reading of the given values.
    public init(width: Int, height: Int, lines: [LineReading], misfits: [LineReading] = []) {
        self.width = width
        self.height = height
        self.lines = lines
        self.misfits = misfits
    }
}
