import Synchronization

/// What whoever asks for some work allows the programs that the work runs, beyond each program's own limits: for a server, whose clients
/// share its threads, and may go at any time. It holds on the thread that does the work.
package final class ProgramAllowance: Sendable {
    @TaskLocal static var current: ProgramAllowance?

    private let permitsPrograms: Bool
    /// The most seconds that all programs of the work take together.
    private let seconds: Int
    private let isWanted: @Sendable () -> Bool
    private let used = Mutex(Duration.zero)
    private let refused = Atomic(false)

    /// - Parameters:
    ///   - permitsPrograms: whether the work may run programs at all; if not, each fails at once.
    ///   - seconds: the most seconds that all of them take together.
    ///   - isWanted: whether anybody still waits for the work; asked several times a second while a program runs, on the same thread.
    package init(permitsPrograms: Bool, seconds: Int, isWanted: @escaping @Sendable () -> Bool) {
        (self.permitsPrograms, self.seconds, self.isWanted) = (permitsPrograms, seconds, isWanted)
    }

    /// Whether the work wanted to run a program, and was not permitted any.
    package var hasRefused: Bool { refused.load(ordering: .relaxed) }

    /// Does the work. What it starts on other threads is not bound by this.
    package func during<Result, Failure: Error>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
        try Self.$current.withValue(self) { Swift.Result { () throws(Failure) in try work() } }.get()
    }

    /// Has `run` run one program of the work.
    /// - Parameter run: takes the program's limits, and whether its output is still wanted.
    func limiting<Result>(
        _ limits: ProgramLimits, _ run: (ProgramLimits, _ isWanted: () -> Bool) throws(ProgramError) -> Result
    ) throws(ProgramError) -> Result {
        guard permitsPrograms else {
            refused.store(true, ordering: .relaxed)
            throw .failed("not permitted now")
        }
        let left = .seconds(seconds) - used.withLock { $0 }
        guard left > .zero else { throw .tooSlow(seconds: seconds) }
        var limits = limits
        limits.seconds = min(limits.seconds, Int((left / .seconds(1)).rounded(.up)))
        let start = ContinuousClock.now
        defer { used.withLock { $0 += .now - start } }
        return try run(limits, isWanted)
    }
}
