import ArgumentParser
import DigitFiles

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

/// Writes a line to standard error. A message that nobody can read stops nothing.
func tell(_ text: String) { try? Output.error.writeLine(text) }

/// Writes where the server is to standard output. It serves all the same if that cannot be written.
func tellAddress(_ text: String) {
    do throws(OutputError) { try Output.standard.writeLine(text) } catch { tell("Error: \(error)") }
}

/// Exits as an error requires: status 0 for `--help` and the like, 2 for wrong usage, 1 for other errors.
func endProgram(_ root: (some ParsableCommand).Type, for error: any Error) -> Never {
    leaveNothingBehind()
    // As a program that does not handle a closed pipe.
    if case .readerIsGone? = error as? OutputError { exit(128 + SIGPIPE) }
    let status = root.exitCode(for: error)
    let message = root.fullMessage(for: error)
    if !message.isEmpty {
        let line = message.hasSuffix("\n") ? message : message + "\n"
        do throws(OutputError) { try (status.isSuccess ? Output.standard : Output.error).write(line) } catch {
            if status.isSuccess { endProgram(root, for: error) }
        }
    }
    exit(status == .validationFailure ? 2 : status.rawValue)
}
