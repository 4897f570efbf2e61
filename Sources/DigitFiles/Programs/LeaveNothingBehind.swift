import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The last step before a process ends while its threads may still be at work, however it ends: kills the programs that it has started,
/// removes its temporary and unfinished files, and lets no more be started or created.
package func leaveNothingBehind() {
    isEnding.store(true, ordering: .releasing)
    // First the programs, so that they do not write the files again.
    RunningPrograms.shared.stop()
    endTemporaryFiles()
}

/// Does not return if the process is ending: a program that was killed, or a file that was removed for that, is no fault of what is being
/// read, and must not be reported or recorded as one.
func waitIfEnding() {
    while isEnding.load(ordering: .acquiring) { pause() }
}

private let isEnding = Atomic(false)
