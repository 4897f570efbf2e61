import DigitFiles
import UnixSignals

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Ends a command on a job at once on Ctrl-C, `kill` or a closed terminal, and leaves no unfinished files. The job can be continued.
enum JobInterruption {
    /// Begins to listen.
    static func start() async {
        let awaited = endingSignals()
        let signals = await UnixSignalsSequence(
            trapping: [UnixSignal.sigint, .sigterm, .sighup].filter { awaited.contains($0.rawValue) })
        Task {
            for await signal in signals {
                leaveNothingBehind()
                tell((Output.error.isTerminal ? "\n" : "") + "Interrupted.")
                _exit(128 + signal.rawValue)
            }
        }
    }
}
