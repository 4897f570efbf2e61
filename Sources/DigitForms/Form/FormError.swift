/// Why a form could not be made or read: one line that names the field or rule, what was expected and what came.
public struct FormError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The message, without a final period.
    public let description: String

    /// An error with the given one-line message.
    public init(_ description: String) { self.description = description }
}
