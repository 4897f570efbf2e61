#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The name of a command as it was called, which `digits` passes as this program's own: `./digits serve`.
func calledName(_ command: String) -> String {
    let name = CommandLine.arguments.first ?? ""
    return name.hasSuffix(" \(command)") ? name : "digits \(command)"
}

/// An environment variable.
func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// Raises the limit on open files, and thus connections, as far as the system allows without root.
func allowManyFiles() {
    var limits = rlimit()
    #if canImport(Darwin)
        let kind = RLIMIT_NOFILE
    #else
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
    guard getrlimit(kind, &limits) == 0 else { return }
    limits.rlim_cur = min(limits.rlim_max, 65_536)
    _ = setrlimit(kind, &limits)
}

/// The system's message for an error.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Writes a line to standard output, unbuffered.
func writeLine(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDOUT_FILENO, line, line.count)
}

/// Writes a line to standard error, unbuffered.
func tell(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

/// Prints the program's usage on standard error, and exits.
func endForWrongUsage(_ text: String) -> Never {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
    exit(2)
}
