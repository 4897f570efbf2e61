import DigitFiles
import DigitTensor

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

/// Runs a program without input or output, and says whether it went well.
private func runConverter(_ arguments: [String]) -> Bool {
    #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
    #else
        var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, flags) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY), (STDERR_FILENO, O_WRONLY)] {
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", flags, 0)
    }
    let copies = arguments.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, arguments[0], &actions, nil, copies + [nil], environ) == 0 else { return false }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { if errno != EINTR { return false } }
    return status == 0
}
