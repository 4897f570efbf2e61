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

/// Ends the program at once on Ctrl-C, `kill` or a closed terminal, and leaves no unfinished files.
enum Interruption {
    private static let isUnderWay = Atomic(false)
    private static let cleanups = Mutex<[@Sendable () -> Void]>([])
    private static let isAwaited = Atomic(false)
    private static let noted = Atomic<Int32>(0)
    private static let advice = Mutex<String?>(nil)

    /// Begins to listen; must be called before any other thread is started, since threads inherit the signal mask.
    static func start() {
        // A closed pipe or a file that grows too large is an error of that write, so that it can be cleaned up after.
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        var signals = awaitedSignals()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        startThread { Interruption.waitForSignal() }
    }

    /// Registers a function to call before the program ends, even if it is interrupted.
    static func atEnd(_ cleanup: @escaping @Sendable () -> Void) { cleanups.withLock { $0.append(cleanup) } }

    /// While `body` runs, the first signal is only noted, so that `body` can end by itself. The second one ends the program at
    /// once.
    static func noting<Result>(_ body: () throws -> Result) rethrows -> Result {
        isAwaited.store(true, ordering: .releasing)
        defer { isAwaited.store(false, ordering: .releasing) }
        return try body()
    }

    /// The number of the noted signal; nil if there was none.
    static var notedSignal: Int32? {
        let number = noted.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    /// Sets what an interruption suggests to do next.
    static func advise(_ text: String?) { advice.withLock { $0 = text } }

    /// The message of an interruption.
    static var message: String { "Interrupted." + (advice.withLock { $0 }.map { " \($0)" } ?? "") }

    /// Calls the functions registered for the program's end, the last one first.
    static func cleanUp() {
        leaveNothingBehind()
        let cleanups = cleanups.withLock { cleanups in
            defer { cleanups = [] }
            return cleanups
        }
        for cleanup in cleanups.reversed() { cleanup() }
    }

    /// Leaves the program's end to an interruption in progress: errors caused by it are not reported.
    static func waitIfUnderWay() {
        while isUnderWay.load(ordering: .acquiring) { pause() }
    }

    private static func awaitedSignals() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in endingSignals() { sigaddset(&signals, number) }
        return signals
    }

    private static func waitForSignal() -> Never {
        var signals = sigset_t()
        var number: Int32 = 0
        // The signals that this thread was started with.
        pthread_sigmask(SIG_BLOCK, nil, &signals)
        repeat {
            while sigwait(&signals, &number) != 0 {}
        } while isAwaited.load(ordering: .acquiring) && noted.exchange(number, ordering: .acquiringAndReleasing) == 0
        isUnderWay.store(true, ordering: .releasing)
        cleanUp()
        // The shell's ^C and a half-drawn line are left behind.
        try? Output.error.writeLine((Output.error.isTerminal ? "\n" : "") + message)
        _exit(128 + number)
    }
}

/// Ends the program as a signal does, after the cleanup.
struct Interrupted: Error, CustomStringConvertible {
    /// The signal's number.
    let signal: Int32

    var description: String { Interruption.message }
}
