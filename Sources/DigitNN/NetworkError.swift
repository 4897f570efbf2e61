/// An error in a network or its input: one line that names the layer or value, what was expected and what came.
public struct NetworkError: Error, Equatable, CustomStringConvertible {
    /// The message, without a final period.
    public let description: String

    /// An error with the given one-line message.
    public init(_ description: String) { self.description = description }
}
