#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The limits of another program.
package struct ProgramLimits: Sendable {
    /// Its running time in seconds, both elapsed and of the processor.
    package var seconds: Int
    /// The size of its address space in bytes, if the system has such a limit.
    package var memory: Int
    /// The size in bytes of its standard output, and of each file that it writes.
    package var output: Int

    /// Limits with the given values.
    package init(seconds: Int = 60, memory: Int = 2 << 30, output: Int) {
        (self.seconds, self.memory, self.output) = (seconds, memory, output)
    }
}

/// Why another program failed.
package enum ProgramError: Error, Equatable {
    /// It is not in any folder of PATH.
    case missing
    /// It exceeded its time limit.
    case tooSlow(seconds: Int)
    /// It exceeded its output limit.
    case tooMuchOutput
    /// It exited with an error; the first line that it wrote to standard error, empty if none.
    case failed(String)
}

/// What another program wrote.
package struct ProgramOutput: Sendable {
    /// Its standard output.
    package var bytes: [UInt8]
    /// The lines of the first 64 KB of its standard error.
    package var messages: [String]

    /// Output with the given values.
    package init(bytes: [UInt8] = [], messages: [String] = []) { (self.bytes, self.messages) = (bytes, messages) }
}

/// Whether PATH has a program of this name.
package func isProgramInstalled(_ name: String) -> Bool {
    let path = environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
}

/// Runs a program of PATH without input, as a separate process with limits, so that whatever it does with a file cannot hang this
/// process or exhaust its memory.
/// - Parameter arguments: the program's name and its arguments.
/// - Returns: its standard output.
package func runProgram(_ arguments: [String], limits: ProgramLimits) throws(ProgramError) -> [UInt8] {
    try outputOfProgram(arguments, limits: limits).bytes
}

/// Runs a program as `runProgram(_:limits:)` does: for programs that report damage on standard error, and success nevertheless.
package func outputOfProgram(_ arguments: [String], limits: ProgramLimits) throws(ProgramError) -> ProgramOutput {
    guard let name = arguments.first, isProgramInstalled(name) else { throw .missing }
    do throws(ProgramError) {
        guard let allowance = ProgramAllowance.current else { return try run(arguments, limits) { true } }
        return try allowance.limiting(limits) { limits, isWanted throws(ProgramError) in try run(arguments, limits, isWanted) }
    } catch {
        waitIfEnding()
        throw error
    }
}

private func run(_ arguments: [String], _ limits: ProgramLimits, _ isWanted: () -> Bool) throws(ProgramError) -> ProgramOutput {
    guard let program = RunningProgram(limited(arguments, limits)) else { throw .failed("it could not be started") }
    let output = Result { () throws(ProgramError) in try program.read(limits, isWanted) }
    if case .failure = output { killProgram(program.process) }
    let status = RunningPrograms.shared.wait(for: program.process)
    let bytes = try output.get()
    guard status == 0 else {
        if status.map({ $0 & 0x7F }) == SIGXCPU { throw .tooSlow(seconds: limits.seconds) }
        throw .failed(program.messages.first ?? "")
    }
    return ProgramOutput(bytes: bytes, messages: program.messages)
}

/// The same command through a shell that sets limits, which a process can only set for itself.
private func limited(_ arguments: [String], _ limits: ProgramLimits) -> [String] {
    // Kilobytes of memory, seconds of the processor, blocks of 512 bytes, no core dump. Limits that a system does not know are
    // skipped.
    let script = """
        ulimit -v \(limits.memory >> 10) 2>/dev/null; ulimit -t \(limits.seconds) 2>/dev/null
        ulimit -f \(limits.output >> 9 + 1) 2>/dev/null; ulimit -c 0 2>/dev/null; exec "$@"
        """
    return ["/bin/sh", "-c", script, "sh"] + arguments
}

/// A running program, and the pipes from it.
private final class RunningProgram {
    let process: pid_t
    private let output: Int32, errors: Int32
    private var complaints: [UInt8] = []

    /// Error output beyond this size is dropped.
    private static let mostComplaints = 1 << 16
    /// The milliseconds between looks at the time, and at whether the output is still wanted.
    private static let lookInterval: Int32 = 100

    init?(_ arguments: [String]) {
        var pipes: [Int32] = [-1, -1, -1, -1]
        let process = RunningPrograms.shared.start {
            for first in [0, 2] {
                let made = pipes.withUnsafeMutableBufferPointer { pipe($0.baseAddress! + first) }
                guard made == 0 else { return nil }
                for end in pipes[first...first + 1] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            }
            return spawn(arguments, output: pipes[1], errors: pipes[3])
        }
        for end in [pipes[1], pipes[3]] where end >= 0 { close(end) }
        guard let process else {
            for end in [pipes[0], pipes[2]] where end >= 0 { close(end) }
            return nil
        }
        (self.process, output, errors) = (process, pipes[0], pipes[2])
    }

    deinit {
        close(output)
        close(errors)
    }

    /// The lines that it wrote to standard error.
    var messages: [String] {
        String(decoding: complaints, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Reads its output until it ends.
    /// - Throws: `ProgramError` if its time is up, that is too much output, or it is no longer wanted; the program then still runs.
    func read(_ limits: ProgramLimits, _ isWanted: () -> Bool) throws(ProgramError) -> [UInt8] {
        let deadline = ContinuousClock.now + .seconds(limits.seconds)
        var bytes: [UInt8] = []
        var isOpen = [true, true]
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while isOpen.contains(true) {
            guard isWanted() else { throw .failed("nobody waits for it any more") }
            guard ContinuousClock.now < deadline else { throw .tooSlow(seconds: limits.seconds) }
            var waits = [pollfd(fd: isOpen[0] ? output : -1, events: Int16(POLLIN), revents: 0)]
            waits.append(pollfd(fd: isOpen[1] ? errors : -1, events: Int16(POLLIN), revents: 0))
            guard poll(&waits, nfds_t(2), Self.lookInterval) > 0 else { continue }
            for index in 0..<2 where waits[index].revents != 0 {
                let count = systemRead(waits[index].fd, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                isOpen[index] = count > 0
                guard count > 0 else { continue }
                if index == 0 {
                    guard bytes.count + count <= limits.output else { throw .tooMuchOutput }
                    bytes += buffer[..<count]
                } else {
                    complaints += buffer[..<min(count, Self.mostComplaints - complaints.count)]
                }
            }
        }
        return bytes
    }
}

private func systemRead(_ number: Int32, _ place: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(number, place, count) }
