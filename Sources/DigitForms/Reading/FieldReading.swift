import DigitReader

/// The reading of one field.
public struct FieldReading: Equatable, Sendable {
    /// How far a value can be trusted.
    public enum State: String, CaseIterable, Sendable {
        /// So sure that about one in a thousand such values of a stack is wrong.
        case sure
        /// Less likely than that, or a rule is broken.
        case doubtful
        /// The writing is not a valid value.
        case misfit
        /// Blank.
        case blank
        /// Crossed out or scribbled over.
        case crossedOut = "crossed out"
    }

    /// The field's name.
    public var name: String
    /// The normalized value: digits and marks as written for numbers, `2026-12-31` for dates, `09:05` for times, the labels of
    /// checked boxes joined by `+`; empty if there is none.
    public var value: String
    /// The text as it reads.
    public var text: String
    /// The probability that the value is right, 0...1, calibrated.
    public var confidence: Double
    /// How far it can be trusted.
    public var state: State
    /// Whether the form requires it, but it is blank.
    public var isMissing: Bool
    /// Other possible values, the most likely first.
    public var alternatives: [LineReading.Alternative]
    /// The number of the stack's list that it was matched to, as written in the list.
    public var entry: String?
    /// The most likely numbers of the stack's list, before each is assigned to one sheet; the most likely first.
    public var guesses: [FieldGuess]
    /// The name of a rule that is not satisfied.
    public var failedRule: String?
    /// Its box on the upright scan.
    public var box: PixelBox
    /// The least confidence of a sure value, which depends on how it was read.
    package var sureConfidence = 0.999

    /// A reading with the given values.
    public init(
        name: String, value: String = "", text: String = "", confidence: Double, state: State, isMissing: Bool = false,
        alternatives: [LineReading.Alternative] = [], entry: String? = nil, guesses: [FieldGuess] = [],
        failedRule: String? = nil, box: PixelBox
    ) {
        (self.name, self.value, self.text, self.confidence, self.state) = (name, value, text, confidence, state)
        (self.isMissing, self.alternatives, self.entry, self.guesses) = (isMissing, alternatives, entry, guesses)
        (self.failedRule, self.box) = (failedRule, box)
    }

    /// Whether a person should check it.
    public var needsReview: Bool {
        switch state {
        case .sure: false
        case .blank: isMissing || failedRule != nil
        case .doubtful, .misfit, .crossedOut: true
        }
    }
}

/// A number of a list that a field may be.
public struct FieldGuess: Equatable, Sendable {
    /// The number as written in the list.
    public var entry: String
    /// The natural logarithm of how many times more likely the field's ink is if this is written than if any number of its length
    /// is.
    public var evidence: Double

    /// A guess with the given values.
    public init(entry: String, evidence: Double) { (self.entry, self.evidence) = (entry, evidence) }
}
