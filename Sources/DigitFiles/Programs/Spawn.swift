#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Starts a program with `/dev/null` as its input and no open files but its output; nil if that is not possible.
///
/// It leads a process group of its own: Ctrl-C in a terminal then reaches this process alone, which may still want the program's output,
/// and whatever the program starts can be killed with it. No signal is blocked, as they are on the threads of a server. A pipe that nobody
/// reads and a file that grows too large end it, though this process ignores both; what this process was itself started to ignore, as by
/// `nohup`, stays ignored.
func spawn(_ arguments: [String], output: Int32, errors: Int32) -> pid_t? {
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
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)

    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    #if canImport(Darwin)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
        closeOthers(&actions)
    #endif
    posix_spawnattr_setflags(&attributes, Int16(flags))

    let copies = arguments.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, arguments[0], &actions, &attributes, copies + [nil], environ) == 0 else { return nil }
    return process
}

#if !canImport(Darwin)
    /// Has the new process close all files but the standard ones. Sockets of SwiftNIO, for example, are not marked to be closed.
    private func closeOthers(_ actions: inout posix_spawn_file_actions_t) {
        let first = STDERR_FILENO + 1
        if let addCloseFrom, addCloseFrom(&actions, first) == 0 { return }
        // A file that another thread opens from here on may be passed on.
        for number in ((try? folderEntries("/proc/self/fd")) ?? []).compactMap({ Int32($0) }) where number >= first {
            posix_spawn_file_actions_addclose(&actions, number)
        }
    }

    private typealias AddCloseFrom = @convention(c) (UnsafeMutableRawPointer?, Int32) -> Int32

    /// `posix_spawn_file_actions_addclosefrom_np`, which glibc has since 2.34. It is looked up by name, since releases are linked against
    /// 2.31, and Musl has none.
    private let addCloseFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
        unsafeBitCast($0, to: AddCloseFrom.self)
    }
#endif
