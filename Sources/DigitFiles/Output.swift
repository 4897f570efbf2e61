#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Standard output or standard error, written unbuffered so that what is shown is up to date.
package struct Output: Sendable {
    package static let standard = Output(descriptor: STDOUT_FILENO, name: "standard output")
    package static let error = Output(descriptor: STDERR_FILENO, name: "standard error")

    private let descriptor: Int32
    private let name: String

    /// A stream that is open.
    /// - Parameter name: its name in errors.
    package init(descriptor: Int32, name: String) { (self.descriptor, self.name) = (descriptor, name) }

    /// Writes all of the text.
    /// - Throws: `OutputError` if that is not possible.
    package func write(_ text: String) throws(OutputError) {
        var bytes = ArraySlice(text.utf8)
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                throw .readerIsGone
            } else if errno != EINTR {
                throw failure()
            }
        }
    }

    /// Closes it, after all that is written: some file systems report only then that there is no room.
    /// - Throws: `OutputError` if what was written before may be lost.
    package func close() throws(OutputError) {
        // One that was closed before has lost nothing.
        if systemClose(descriptor) != 0, errno != EINTR, errno != EBADF { throw failure() }
    }

    private func failure() -> OutputError { .failed("\(name): \(String(cString: strerror(errno)))") }

    /// Writes a line.
    package func writeLine(_ text: String) throws(OutputError) { try write(text + "\n") }

    /// Whether it is a terminal that can redraw a line.
    package var isTerminal: Bool { isatty(descriptor) == 1 && environment("TERM") != "dumb" }

    /// Whether colors are wanted, see https://no-color.org.
    package var isColored: Bool { isTerminal && (environment("NO_COLOR") ?? "").isEmpty }

    /// The terminal's width in columns, 80 if unknown.
    package var columns: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}

/// Why text could not be written.
package enum OutputError: Error, CustomStringConvertible {
    /// The reader has stopped, such as `head`.
    case readerIsGone
    case failed(String)

    package var description: String {
        switch self {
        case .readerIsGone: "the output is no longer read"
        case .failed(let message): message
        }
    }
}

// Inside `Output`, the plain names are its own methods.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(descriptor, bytes, count) }
private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
