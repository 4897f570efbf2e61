/// Why a digit could not be read: one line that says what was expected and what came.
public struct RecognizerError: Error, Equatable, CustomStringConvertible {
    /// The message, without a final period.
    public let description: String

    /// An error with the given one-line message.
    public init(_ description: String) { self.description = description }
}
