import DigitFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The program `digits-serve`, which is built separately: its dependencies take longer to build than everything else.
enum ServerProgram {
    /// Replaces this process with it.
    /// - Parameter arguments: the command's name, and its arguments.
    /// - Throws: `FileError` if it is not built.
    static func run(_ arguments: [String]) throws(FileError) -> Never {
        let program = Locations.program("digits-serve")
        guard access(program, X_OK) == 0 else {
            throw FileError(
                path: program,
                problem: "not built; `\(Locations.command) serve` builds it, or: swift build -c release --product digits-serve"
            )
        }
        // The other program handles signals in its own way.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        var words = arguments.map { strdup($0) } + [nil]
        execv(program, &words)
        throw FileError(path: program, problem: String(cString: strerror(errno)))
    }
}
