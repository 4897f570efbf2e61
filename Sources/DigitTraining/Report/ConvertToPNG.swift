import DigitFiles
import DigitTensor
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Makes a PNG beside each of some SVG files, at twice their size, where librsvg's `rsvg-convert` is installed; else none.
/// - Parameter paths: without `.svg`.
func convertToPNG(_ paths: [String]) {
    ThreadPool(threads: nil).run(paths.count) { index, _ in
        // A picture that cannot be made is one that is missing: the same is in the SVG.
        try? replaceFile(at: "\(paths[index]).png") { temporary in
            guard runConverter(["rsvg-convert", "--zoom=2", "--output", temporary, "\(paths[index]).svg"]) else {
                throw NotConverted()
            }
        }
    }
}

private struct NotConverted: Error {}

/// Stops the programs that make pictures, and lets no more be started: for a program that is about to stop because of a signal, before it
/// removes unfinished files. What they have been told to write is not made again.
package func stopConverters() { children.stop() }

private let children = Children()

/// The programs that are running.
private final class Children: Sendable {
    private struct State {
        var processes: Set<pid_t> = []
        var isStopped = false
    }
    private let state = Mutex(State())

    /// Starts a program; nil where that is not possible, or no longer wanted.
    func start(_ arguments: [UnsafeMutablePointer<CChar>?], _ actions: borrowing FileActions) -> pid_t? {
        state.withLock { state in
            var process: pid_t = 0
            guard !state.isStopped, actions.spawn(arguments, &process) == 0 else { return nil }
            state.processes.insert(process)
            return process
        }
    }

    func ended(_ process: pid_t) { state.withLock { _ = $0.processes.remove(process) } }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            for process in state.processes { kill(process, SIGKILL) }
            // Until they have ended, they may write. Whoever waits for one already is as good.
            for process in state.processes { waitpid(process, nil, 0) }
            state.processes = []
        }
    }
}

/// Runs a program without input or output, and says whether it went well.
private func runConverter(_ arguments: [String]) -> Bool {
    let actions = FileActions()
    let copies = arguments.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    guard let process = children.start(copies + [nil], actions) else { return false }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return false } }
    children.ended(process)
    return status == 0
}

/// Gives a program `/dev/null` for input and output.
private struct FileActions: ~Copyable {
    #if canImport(Darwin)
        private let actions = UnsafeMutablePointer<posix_spawn_file_actions_t?>.allocate(capacity: 1)
    #else
        private let actions = UnsafeMutablePointer<posix_spawn_file_actions_t>.allocate(capacity: 1)
    #endif

    init() {
        posix_spawn_file_actions_init(actions)
        for (descriptor, flags) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY), (STDERR_FILENO, O_WRONLY)] {
            posix_spawn_file_actions_addopen(actions, descriptor, "/dev/null", flags, 0)
        }
    }

    deinit {
        posix_spawn_file_actions_destroy(actions)
        actions.deallocate()
    }

    /// Starts the program that is the first argument.
    func spawn(_ arguments: [UnsafeMutablePointer<CChar>?], _ process: inout pid_t) -> Int32 {
        guard let program = arguments.first ?? nil else { return ENOENT }
        return posix_spawnp(&process, program, actions, nil, arguments, environ)
    }
}
