import Foundation
import TestSupport

/// The result of a program: its exit status (128 + n if signal n ended it) and its output.
struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// The one line that a failed command writes, without its newline; nil if it wrote more or less than a line.
    var errorLine: String? {
        errors.hasSuffix("\n") && errors.count(where: { $0 == "\n" }) == 1 ? String(errors.dropLast()) : nil
    }

    /// The output as JSON.
    var json: Any? { try? JSONSerialization.jsonObject(with: Data(output.utf8)) }
    var jsonObject: [String: Any] { json as? [String: Any] ?? [:] }
}

/// A running program. Signals are as when a terminal starts it, whatever this process ignores.
final class Program {
    private let files: Folder
    private var process: pid_t = 0

    /// The program under test, built beside the tests.
    static let digits = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "digits").path

    /// Starts a program in a folder.
    /// - Parameters:
    ///   - output: where standard output goes; nil for a file that `wait` reads.
    init(_ arguments: [String], in folder: Folder, environment: [String: String] = [:], output: String? = nil) throws {
        files = try Folder()
        #if canImport(Darwin)
            // There, both are pointers that the functions below fill in.
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? files.file("output"), O_WRONLY | O_CREAT | O_NOCTTY, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files.file("errors"), O_WRONLY | O_CREAT, 0o600)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var variables = ["PATH": "/usr/bin:/bin", "TERM": "xterm", "DIGITS_COMMAND": "digits"]
        for (name, value) in environment { variables[name] = value }
        let command = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder.path] + arguments
        let status = withCStrings(command) { arguments in
            withCStrings(variables.map { "\($0)=\($1)" }) {
                posix_spawn(&process, arguments[0]!, &actions, &attributes, arguments, $0)
            }
        }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EINVAL) }
    }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process, signal) }

    /// The contents of standard output so far.
    var outputSoFar: String { (try? String(contentsOfFile: files.file("output"), encoding: .utf8)) ?? "" }

    /// Waits until the program ends; one that hangs is killed after a while.
    func wait(seconds: Double = 120) throws -> Outcome {
        let deadline = Date(timeIntervalSinceNow: seconds)
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            if Date() > deadline { kill(process, SIGKILL) }
            usleep(1000)
        }
        let signal = status & 0x7F
        return Outcome(
            status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: outputSoFar,
            errors: (try? String(contentsOfFile: files.file("errors"), encoding: .utf8)) ?? "")
    }
}

/// Runs `digits` to its end.
func digits(
    _ arguments: [String], in folder: Folder, environment: [String: String] = [:], output: String? = nil
) throws -> Outcome {
    try Program([Program.digits] + arguments, in: folder, environment: environment, output: output).wait()
}

/// Waits until a condition holds, but not forever.
func wait(until isSo: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: 120)
    while try !isSo() {
        if Date() > deadline { throw POSIXError(.ETIMEDOUT) }
        usleep(500)
    }
}

private func withCStrings<Result>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
}
