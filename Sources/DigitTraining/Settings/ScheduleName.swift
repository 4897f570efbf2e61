import DigitNN

/// The learning rate schedules.
public enum ScheduleName: String, CaseIterable, Codable, Sendable {
    /// Constant.
    case constant
    /// Decreases along half a cosine wave, after a linear warm-up.
    case cosine
    /// Increases and decreases linearly.
    case oneCycle = "one-cycle"
    /// Drops at regular intervals of epochs.
    case step
    /// Drops when the validation loss no longer decreases.
    case plateau
}

extension ScheduleName: LosslessStringConvertible {
    /// The schedule with a name; nil if there is none.
    public init?(_ name: String) { self.init(rawValue: name) }

    /// The schedule's name.
    public var description: String { rawValue }
}

extension Monitor: Codable, LosslessStringConvertible {
    /// The metric with a name; nil if there is none.
    public init?(_ name: String) { self.init(rawValue: name) }

    /// The metric's name.
    public var description: String { rawValue }
}
