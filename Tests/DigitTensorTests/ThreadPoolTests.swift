import DigitTensor
import Synchronization
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Every task exactly once, whatever the number of threads is; idle threads end with their pool.
@Suite(.serialized)
struct ThreadPoolTests {
    /// For each task how often it ran, and for each worker whether it is running a task.
    private final class Tally: Sendable {
        let runs: [Counter]
        let busy: [Counter]
        let overlaps = Counter()

        final class Counter: Sendable {
            let value = Atomic<Int>(0)
        }

        init(tasks: Int, workers: Int) {
            runs = (0..<tasks).map { _ in Counter() }
            busy = (0..<workers).map { _ in Counter() }
        }

        func run(_ task: Int, _ worker: Int) {
            if busy[worker].value.add(1, ordering: .relaxed).oldValue != 0 { overlaps.value.add(1, ordering: .relaxed) }
            runs[task].value.add(1, ordering: .relaxed)
            busy[worker].value.subtract(1, ordering: .relaxed)
        }
    }

    @Test("Every task runs once in each of many thousand runs", arguments: [1, 2, 3, 4, 9], [true, false])
    func everyTaskOnce(_ threads: Int, callersWork: Bool) {
        let pool = ThreadPool(threads: threads, callersWork: callersWork)
        #expect(pool.threadCount == threads)
        var expected = [Int](repeating: 0, count: 40)
        let tally = Tally(tasks: 40, workers: threads)
        let rounds = threads > 4 ? 2_000 : 10_000
        for round in 0..<rounds {
            let count = round % 41
            pool.run(count) { task, worker in tally.run(task, worker) }
            for task in 0..<count { expected[task] += 1 }
        }
        #expect(tally.runs.map { $0.value.load(ordering: .relaxed) } == expected)
        #expect(tally.overlaps.value.load(ordering: .relaxed) == 0, "two tasks of one worker at the same time")
    }

    @Test("What a run wrote is visible when it returns", arguments: [2, 3, 9])
    func resultsAreVisible(_ threads: Int) {
        let pool = ThreadPool(threads: threads)
        let values = AlignedBuffer(count: 64)
        for round in 0..<2_000 {
            pool.run(64) { task, _ in values.base[task] = Float(round + task) }
            var wrong = 0
            for task in 0..<64 where values.base[task] != Float(round + task) { wrong += 1 }
            #expect(wrong == 0)
        }
    }

    @Test("Threads that fell asleep wake up", arguments: [2, 4, 9])
    func sleepingBetweenRuns(_ threads: Int) {
        let pool = ThreadPool(threads: threads)
        let tally = Tally(tasks: 16, workers: threads)
        for round in 0..<100 {
            usleep(round % 3 == 0 ? 5_000 : 200)
            pool.run(16) { task, worker in tally.run(task, worker) }
        }
        #expect(tally.runs.allSatisfy { $0.value.load(ordering: .relaxed) == 100 })
    }

    @Test("More than one thread takes part")
    func workIsShared() {
        let pool = ThreadPool(threads: 2)
        let tally = Tally(tasks: 2, workers: 2)
        let workers = Tally(tasks: 2, workers: 2)
        // Each of two tasks waits for the other to begin, so both threads must work.
        pool.run(2) { task, worker in
            workers.runs[worker].value.add(1, ordering: .relaxed)
            tally.runs[task].value.store(1, ordering: .sequentiallyConsistent)
            for _ in 0..<10_000 where tally.runs[1 - task].value.load(ordering: .sequentiallyConsistent) == 0 { usleep(500) }
        }
        #expect(workers.runs.map { $0.value.load(ordering: .relaxed) } == [1, 1])
    }

    // The next two examine the whole process, so each gets its own.
    #if os(Linux) || os(macOS)
        @Test("Idle threads do not burn processor time")
        func idleThreadsSleep() async {
            await #expect(processExitsWith: .success) {
                func seconds() -> Double { Double(clock()) / 1e6 }
                let pool = ThreadPool(threads: 4)
                pool.run(8) { _, _ in }
                usleep(50_000)
                let before = seconds()
                usleep(200_000)
                precondition(seconds() - before < 0.02)
                withExtendedLifetime(pool) {}
            }
        }
    #endif

    #if os(Linux)
        @Test("Threads end with their pool, idle, asleep or just out of a run")
        func threadsEnd() async {
            await #expect(processExitsWith: .success) {
                func threadCount() -> Int {
                    var count = 0
                    guard let folder = opendir("/proc/self/task") else { return 0 }
                    while let entry = readdir(folder) { if entry.pointee.d_name.0 != 46 { count += 1 } }
                    closedir(folder)
                    return count
                }
                let before = threadCount()
                for round in 0..<8_000 {
                    let pool = ThreadPool(threads: 3)
                    for _ in 0..<round % 4 { pool.run(4) { _, _ in } }
                    if round % 100 == 0 { usleep(2_000) }
                }
                // The last threads may still be ending.
                for _ in 0..<100 where threadCount() > before { usleep(10_000) }
                precondition(threadCount() <= before, "\(threadCount() - before) threads are left")
            }
        }
    #endif

    @Test("The number of threads is at least 1 and at most 256")
    func threadCountIsBounded() {
        #expect(ThreadPool(threads: 0).threadCount == 1)
        #expect(ThreadPool(threads: -5).threadCount == 1)
        #expect(ThreadPool(threads: .max).threadCount == 256)
    }
}
