import DigitData
import DigitNN
import NIOCore
import Synchronization

/// How requests are batched.
package struct BatchLimits: Sendable {
    /// The most samples in one batch.
    package var batchSize = 64
    /// The most waiting samples. A larger request is accepted only when nothing waits.
    package var queueSize = 16_384
    /// How long a batch that is not full waits for more. With zero it does not; requests that arrive while one runs form the
    /// next.
    package var delay = Duration.zero
    /// The number of batches that workers run at a time.
    package var workers = System.coreCount

    /// The defaults.
    package init() {}
}

/// Runs the samples of concurrent requests in common batches.
///
/// Small requests to a fast network are run by the event loop that reads them, see `LoopBatcher`. All others queue for workers:
/// tasks that start when there is work and end when there is none. A second one starts only when more waits than fits in one
/// batch: few large batches cost less than many small ones. Large requests are processed in pieces, and those behind them get
/// their turn in between.
final class MicroBatcher: Sendable {
    private struct State {
        var jobs: [InferenceJob] = []
        /// Samples that no worker has taken yet.
        var waiting = 0
        var workers = 0
        var idleEngines: [BatchEngine] = []
        /// The samples that event loops run by themselves.
        var loops: [ObjectIdentifier: NIOLoopBound<LoopBatcher>] = [:]
    }

    let limits: BatchLimits
    let statistics = InferenceStatistics()
    private let model: Sequential
    private let outputCount: Int
    private let state: Mutex<State>
    /// The recent cost of a sample in nanoseconds; 0 if unknown.
    private let sampleCost = Atomic(0)

    init(_ model: Sequential, limits: BatchLimits) {
        self.limits = limits
        self.model = model
        outputCount = model.outputShape.count
        state = Mutex(State(idleEngines: [BatchEngine(model)]))
    }

    /// The number of samples waiting now.
    var waitingCount: Int { state.withLock { $0.waiting } }

    /// Calls `use` with the outputs for some samples, one after the other; or with `ServiceError` 503 if too many are waiting,
    /// the deadline has passed or the client has gone. It is called on the thread that ran the samples.
    /// - Parameters:
    ///   - timeout: how long the first of them may wait.
    ///   - eventLoop: the event loop that this is called on, if it may run them.
    func submit(
        _ samples: Dataset, for requester: Requester, timeout: Duration? = nil, on eventLoop: (any EventLoop)? = nil,
        _ use: @escaping @Sendable (Result<[Float], ServiceError>) -> Void
    ) {
        if samples.count == 0 { return use(.success([])) }
        let job = InferenceJob(samples, outputCount: outputCount, for: requester, timeout: timeout, use)
        if let eventLoop, limits.delay == .zero, loopBatcher(eventLoop).take(job, sampleCost: sampleCost.load(ordering: .relaxed))
        {
            return
        }
        switch enqueue(job) {
        case .full: fail(job, .overloaded("\(limits.queueSize) samples are already waiting; try again soon"))
        case .newWorker(let engine): Task { await self.work(with: engine ?? BatchEngine(model)) }
        case .enoughWorkers: break
        }
    }

    // MARK: Event loops

    private func loopBatcher(_ eventLoop: any EventLoop) -> LoopBatcher {
        state.withLock { state in
            if let known = state.loops[ObjectIdentifier(eventLoop)] { return known }
            let new = NIOLoopBound(LoopBatcher(of: self, eventLoop: eventLoop), eventLoop: eventLoop)
            state.loops[ObjectIdentifier(eventLoop)] = new
            return new
        }.value
    }

    func makeEngine() -> BatchEngine { BatchEngine(model) }

    // MARK: Workers

    private enum Admission { case full, newWorker(BatchEngine?), enoughWorkers }

    private func enqueue(_ job: InferenceJob) -> Admission {
        state.withLock { state in
            guard state.waiting == 0 || state.waiting + job.samples.count <= limits.queueSize else { return .full }
            state.jobs.append(job)
            state.waiting += job.samples.count
            let wanted = (state.waiting + limits.batchSize - 1) / limits.batchSize
            guard state.workers < min(wanted, limits.workers) else { return .enoughWorkers }
            state.workers += 1
            return .newWorker(state.idleEngines.popLast())
        }
    }

    /// Runs batches until nothing waits.
    private func work(with engine: BatchEngine) async {
        while true {
            if let pause = pause() { try? await Task.sleep(for: pause) }
            let (batch, left) = nextBatch(for: engine)
            for (job, reason) in left { fail(job, reason) }
            if batch.isEmpty { return }
            run(batch, with: engine)
            // Requests that became ready meanwhile go first, so that the next batch is larger.
            await Task.yield()
        }
    }

    /// The time to wait for more samples.
    private func pause() -> Duration? {
        guard limits.delay > .zero else { return nil }
        return state.withLock { state in
            guard let first = state.jobs.first, state.waiting < limits.batchSize else { return nil }
            let rest = first.arrival + limits.delay - .now
            return rest > .zero ? rest : nil
        }
    }

    /// The next samples, and the abandoned jobs. If there are no samples, the worker has ended.
    private func nextBatch(for engine: BatchEngine) -> (batch: [JobSlice], left: [(InferenceJob, ServiceError)]) {
        let now = ContinuousClock.now
        return state.withLock { state in
            var batch: [JobSlice] = []
            var left: [(InferenceJob, ServiceError)] = []
            var room = limits.batchSize
            var unfinished: [InferenceJob] = []
            var used = 0
            for job in state.jobs {
                if room == 0 { break }
                used += 1
                if let reason = job.reasonToLeave(at: now) {
                    state.waiting -= job.samples.count - job.taken
                    left.append((job, reason))
                    continue
                }
                let count = min(room, job.samples.count - job.taken)
                batch.append(JobSlice(job: job, samples: job.taken..<job.taken + count))
                job.taken += count
                room -= count
                if job.taken < job.samples.count { unfinished.append(job) }
            }
            state.jobs.removeFirst(used)
            // The rest of a large job queues behind those that came later.
            state.jobs += unfinished
            state.waiting -= limits.batchSize - room
            if batch.isEmpty {
                state.workers -= 1
                state.idleEngines.append(engine)
            }
            return (batch, left)
        }
    }

    // MARK: Batches

    /// Runs a batch, and finishes the jobs that end with it.
    func run(_ batch: [JobSlice], with engine: BatchEngine) {
        let start = ContinuousClock.now
        engine.run(batch)
        let end = ContinuousClock.now
        let finished = state.withLock { _ in
            batch.compactMap { slice in
                slice.job.done += slice.samples.count
                return slice.job.done == slice.job.samples.count ? slice.job : nil
            }
        }
        let cost = statistics.record(batch, finished: finished, start: start, end: end)
        let known = sampleCost.load(ordering: .relaxed)
        sampleCost.store(known == 0 ? cost : (7 * known + cost) / 8, ordering: .relaxed)
        for job in finished {
            job.use(.success(Array(UnsafeBufferPointer(start: job.outputs.base, count: job.samples.count * outputCount))))
        }
    }

    /// Answers a job that is not computed, or not completely.
    func fail(_ job: InferenceJob, _ error: ServiceError) {
        statistics.recordFailure()
        job.use(.failure(error))
    }
}
