import DigitPhoto

/// Why a picture could not be read: one line that says what was expected and what came.
public struct ReaderError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The message, without a final period.
    public let description: String
    /// Whether the picture has more pixels than the caller accepts.
    public let isTooLarge: Bool

    /// An error with the given one-line message.
    public init(_ description: String) {
        self.description = description
        isTooLarge = false
    }

    init(_ error: PhotoError) {
        description = "\(error)"
        if case .tooLarge = error.problem { isTooLarge = true } else { isTooLarge = false }
    }
}
