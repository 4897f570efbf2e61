/// An invalid training setting.
public struct SettingError: Error, Equatable, CustomStringConvertible {
    /// The setting, named as by whoever set it.
    public let setting: String
    /// What was expected and what came.
    public let problem: String

    /// `batch-size: a whole number from 1 to 16384 expected, got 0`.
    public var description: String { "\(setting): \(problem)" }
}
