#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Kills a program with whatever it has started: see `spawn`.
func killProgram(_ process: pid_t) { kill(-process, SIGKILL) }

/// The programs that this process has started and that have not ended.
final class RunningPrograms: Sendable {
    static let shared = RunningPrograms()

    struct State {
        var processes: Set<pid_t> = []
        var isStopped = false
    }
    let state = ForkableMutex(State())

    /// Starts a program; nil if that is not possible, or no longer wanted.
    /// - Parameter spawn: starts it and returns its process ID. One at a time, so that no other program inherits a pipe that was
    ///   just created.
    func start(_ spawn: () -> pid_t?) -> pid_t? {
        state.withLock { state in
            guard !state.isStopped, let process = spawn() else { return nil }
            state.processes.insert(process)
            return process
        }
    }

    /// Waits until a program has ended.
    /// - Returns: its status from `waitpid`; nil if another thread has waited for it.
    func wait(for process: pid_t) -> Int32? {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { if errno != EINTR { return nil } }
        state.withLock { _ = $0.processes.remove(process) }
        return status
    }

    /// Kills all programs, and lets no more be started.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for process in state.processes { killProgram(process) }
            // Until they have ended, they may write. It does not matter if another thread is already waiting for one.
            for process in state.processes { waitpid(process, nil, 0) }
            state.processes = []
        }
    }
}
