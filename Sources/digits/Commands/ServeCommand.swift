import ArgumentParser
import DigitFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Becomes the program `digits-serve`, which is built apart: what it needs takes longer to build than all else.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a web page that reads digits as they are drawn, and an HTTP API.",
        discussion: "digits serve --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "What digits-serve is told.")
    var arguments: [String] = []

    func run() throws {
        let program = Locations.program("digits-serve")
        guard access(program, X_OK) == 0 else {
            throw FileError(
                path: program,
                problem: "not built; `\(Locations.command) serve` builds it, or: swift build -c release --product digits-serve"
            )
        }
        // The other program waits for signals in its own way.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        var words = (["digits serve"] + arguments).map { strdup($0) } + [nil]
        execv(program, &words)
        throw FileError(path: program, problem: String(cString: strerror(errno)))
    }
}
