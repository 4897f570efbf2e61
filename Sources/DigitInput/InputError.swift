/// Why images cannot be passed to a network: one line that says what was expected and what came.
public struct InputError: Error, Equatable, CustomStringConvertible {
    /// The message, without a final period.
    public let description: String

    init(_ description: String) { self.description = description }
}
