/// An error in a Keras file: one line that names the file, what was expected and what came.
public struct KerasError: Error, Equatable, CustomStringConvertible {
    /// The file's name as the caller gave it.
    public let file: String

    /// What is wrong, without a final period.
    public let problem: String

    /// An error about a file.
    public init(file: String, problem: String) {
        self.file = file
        self.problem = problem
    }

    /// `model.h5: layer dense: kernel of shape (1600, 128) expected, the file has (800, 128)`.
    public var description: String { "\(file.isEmpty ? "\"\"" : file): \(problem)" }
}
