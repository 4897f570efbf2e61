#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Standard input, output and error of a program that was started without some of them.
enum StandardStreams {
    /// Opens the closed ones. Otherwise the next file that is opened would be standard output, and what is printed would end up
    /// in it. Reading from or printing to such a stream fails, as it should; messages are discarded.
    static func open() {
        for (number, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(number, F_GETFD) == -1 {
            // The lowest free number is this one, as those before it are taken.
            _ = systemOpen("/dev/null", flags)
        }
    }
}

// Inside `StandardStreams`, the plain name is its own method.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }
