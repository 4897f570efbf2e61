import DigitNN

/// How the learning rate changes over a training.
public enum ScheduleName: String, CaseIterable, Codable, Sendable {
    /// It does not.
    case constant
    /// It falls along half a cosine wave, after a linear warm-up.
    case cosine
    /// It rises and falls linearly.
    case oneCycle = "one-cycle"
    /// It falls after every so many epochs.
    case step
    /// It falls when the validation loss no longer does.
    case plateau
}

extension ScheduleName: LosslessStringConvertible {
    /// The schedule of a name; nil where there is none.
    public init?(_ name: String) { self.init(rawValue: name) }

    /// The schedule's name.
    public var description: String { rawValue }
}

extension Monitor: Codable, LosslessStringConvertible {
    /// The figure of a name; nil where there is none.
    public init?(_ name: String) { self.init(rawValue: name) }

    /// The figure's name.
    public var description: String { rawValue }
}
