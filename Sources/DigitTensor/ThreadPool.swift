import CDigitKernels
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A few threads that run numbered tasks, together with the caller, many thousand times a second.
///
/// Between runs in quick succession the threads spin, which costs less than a microsecond; after that they sleep. A run waits
/// only for threads that have begun to work on it, so a thread that the system has suspended does not hold up the others: more
/// threads than processors work too.
package final class ThreadPool: @unchecked Sendable {
    /// The number of threads that work on a run, including the caller.
    package let threadCount: Int

    /// `threads` if given, else the environment variable `DIGITS_THREADS` if it is valid, else the number of processors that the
    /// process may use; 1 ... 256.
    package static func threadCount(for threads: Int?) -> Int {
        let wanted = threads ?? ProcessorVariables.threadCount ?? Processors.usableCount
        return min(max(wanted, ProcessorVariables.threads.lowerBound), ProcessorVariables.threads.upperBound)
    }

    /// A pool of `threadCount(for: threads)` threads.
    package convenience init(threads: Int? = nil) {
        self.init(threads: threads, callersWork: !Self.isChild.load(ordering: .relaxed))
    }

    /// - Parameter callersWork: whether the thread that calls `run` is one of the pool's.
    package init(threads: Int?, callersWork: Bool) {
        threadCount = Self.threadCount(for: threads)
        let state = State()
        self.state = state
        guard threadCount > 1 else { return }
        // If the system provides fewer threads, these do the same work.
        var started = 0
        for worker in (callersWork ? 1 : 0)..<threadCount where startThread({ state.loop(worker: worker) }) { started += 1 }
        state.callersWork = callersWork || started == 0
    }

    /// From now on callers only wait for a new pool's threads: for the child of a `fork`.
    ///
    /// Swift's own locks, such as those around the first use of a global, hold the number of the thread that has them, and the
    /// thread that forked keeps its number from the parent (swift/Threading/Impl/Linux/ulock.h). Another thread that waits for it
    /// would wait forever.
    package static func becomeChild() { isChild.store(true, ordering: .relaxed) }

    private static let isChild = Atomic<Bool>(false)

    deinit { state.stop() }

    private let state: State

    /// Spins until a condition holds that another thread is about to establish.
    package static func wait(until condition: () -> Bool) {
        var spins = 0
        while !condition() { pause(&spins) }
    }

    /// Spins, and yields once that has taken long.
    private static func pause(_ spins: inout Int) {
        spins += 1
        if spins < 1000 { dk_relax() } else { sched_yield() }
    }

    /// Calls `body(task, worker)` for each task in 0 ..< count, on any thread; `worker` is in 0 ..< threadCount and no two tasks
    /// with the same worker run at the same time. Returns when all are done. Must not be called from two threads at once.
    package func run(_ count: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
        if threadCount == 1 || count <= 1 {
            for task in 0..<count { body(task, 0) }
        } else {
            withoutActuallyEscaping(body) { state.run(count, $0) }
        }
    }
}

/// The state that the threads share; it outlives the pool until the last thread has seen that it stopped.
private final class State: @unchecked Sendable {
    private typealias Body = (Int, Int) -> Void

    // The gate: bits 0...15 count the workers inside, bit 16 says whether it is open, the rest is the run's number.
    private let gate = Atomic<UInt64>(0)
    private static let open: UInt64 = 1 << 16
    private static let run: UInt64 = 1 << 17
    private static let inside: UInt64 = open - 1

    /// Whether the thread that calls `run` takes tasks too.
    var callersWork = true

    private let nextTask = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)
    private var taskCount = 0
    private var body: Body?
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(condition)
        mutex.deallocate()
        condition.deallocate()
    }

    func run(_ count: Int, _ body: @escaping (Int, Int) -> Void) {
        self.body = body
        taskCount = count
        nextTask.store(0, ordering: .relaxed)
        let number = gate.load(ordering: .relaxed) & ~(Self.run - 1)
        gate.store(number &+ Self.run | Self.open, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
        if callersWork { work(0) } else { waitUntilAllAreTaken() }
        gate.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing)
        ThreadPool.wait { gate.load(ordering: .acquiring) & Self.inside == 0 }
        self.body = nil
    }

    func stop() {
        stopped.store(true, ordering: .sequentiallyConsistent)
        gate.add(Self.run, ordering: .sequentiallyConsistent)
        wakeAll()
    }

    func loop(worker: Int) {
        var seen: UInt64 = 0
        while true {
            waitForRun(after: seen)
            // The gate before the flag: a thread that sees the gate's last number also sees that it was the last.
            let current = gate.load(ordering: .acquiring)
            if stopped.load(ordering: .acquiring) { return }
            seen = current / Self.run
            guard current & Self.open != 0 else { continue }
            let entry = gate.compareExchange(expected: current, desired: current + 1, ordering: .acquiringAndReleasing)
            if entry.exchanged {
                work(worker)
                gate.subtract(1, ordering: .releasing)
            } else {
                seen &-= 1  // Another worker entered or the run ended at the same moment: look again.
            }
        }
    }

    private func work(_ worker: Int) {
        guard let body else { return }
        while true {
            let task = nextTask.add(1, ordering: .relaxed).oldValue
            if task >= taskCount { return }
            body(task, worker)
        }
    }

    private func waitUntilAllAreTaken() {
        var spins = 0
        while nextTask.load(ordering: .relaxed) < taskCount {
            spins += 1
            if spins < 1000 { dk_relax() } else { usleep(20) }
        }
    }

    private func waitForRun(after seen: UInt64) {
        func hasNews() -> Bool { gate.load(ordering: .sequentiallyConsistent) / Self.run != seen }
        for _ in 0..<20_000 {
            if gate.load(ordering: .acquiring) / Self.run != seen { return }
            dk_relax()
        }
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while !hasNews() { pthread_cond_wait(condition, mutex) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }

    private func wakeAll() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }
}
