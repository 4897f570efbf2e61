#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A problem with one file, as one line that can be shown to a user.
public struct FileError: Error, Equatable, CustomStringConvertible {
    /// The file or folder, as the caller named it.
    public let path: String
    /// What was expected and what came, or the system's own message, without the path.
    public let problem: String

    /// An error about the file at `path`.
    public init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    /// An error about the file at `path` with the system's message for `code`, an `errno` value.
    package init(path: String, code: Int32) {
        self.init(path: path, problem: String(cString: strerror(code)))
    }

    /// `path: problem`. Control characters are escaped, so that an odd file name cannot break the line.
    public var description: String {
        let line = (path.isEmpty ? "\"\"" : path) + ": " + problem
        return line.unicodeScalars.map { isControl($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    private func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control }
}
