/// Why a line could not be decoded, or a constraint on numbers not be used: one line that says what was expected and what came.
public struct DecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The message, without a final period.
    public let description: String

    /// An error with the given one-line message.
    public init(_ description: String) { self.description = description }
}
