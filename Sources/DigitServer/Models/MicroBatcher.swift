import DigitData
import DigitNN
import Synchronization

/// How requests are put together.
package struct BatchLimits: Sendable {
    /// The most samples that run as one batch.
    package var batchSize = 64
    /// The most samples that wait. A larger request is taken only when nothing waits.
    package var queueSize = 16_384
    /// How long a batch that is not full waits for more. At zero none does; requests that come while one runs are the next.
    package var delay = Duration.zero
    /// The batches that run at a time.
    package var workers = 2

    /// The defaults.
    package init() {}
}

/// Runs the samples of concurrent requests as common batches.
///
/// Workers are tasks that come when there is work and go when there is none. A second one comes only when more waits than
/// one batch holds: few large batches cost less than many small ones. Large requests are taken in pieces, and those behind them get
/// their turn in between.
final class MicroBatcher: Sendable {
    private struct State {
        var jobs: [InferenceJob] = []
        /// Samples that no worker has taken.
        var waiting = 0
        var workers = 0
        var idleEngines: [BatchEngine]
    }

    let limits: BatchLimits
    let statistics = InferenceStatistics()
    private let outputCount: Int
    private let state: Mutex<State>

    init(_ model: Sequential, limits: BatchLimits) {
        self.limits = limits
        outputCount = model.outputShape.count
        state = Mutex(State(idleEngines: (0..<limits.workers).map { _ in BatchEngine(model) }))
    }

    /// The samples that wait now.
    var waitingCount: Int { state.withLock { $0.waiting } }

    /// The outputs for some samples, one after the other.
    /// - Parameter timeout: how long the first of them may wait.
    /// - Throws: `ServiceError` 503 if too many wait already or the time is over.
    func outputs(for samples: Dataset, timeout: Duration? = nil) async throws(ServiceError) -> [Float] {
        if samples.count == 0 { return [] }
        let job = InferenceJob(samples, outputCount: outputCount, timeout: timeout)
        let result = await withCheckedContinuation { continuation in
            job.continuation = continuation
            switch enqueue(job) {
            case .full:
                statistics.recordFailure()
                continuation.resume(returning: .failure(.overloaded("\(limits.queueSize) samples wait already; try again soon")))
            case .newWorker(let engine): Task { await self.work(with: engine) }
            case .enoughWorkers: break
            }
        }
        return try result.get()
    }

    private enum Admission { case full, newWorker(BatchEngine), enoughWorkers }

    private func enqueue(_ job: InferenceJob) -> Admission {
        state.withLock { state in
            guard state.waiting == 0 || state.waiting + job.samples.count <= limits.queueSize else { return .full }
            state.jobs.append(job)
            state.waiting += job.samples.count
            let wanted = (state.waiting + limits.batchSize - 1) / limits.batchSize
            guard state.workers < wanted, let engine = state.idleEngines.popLast() else { return .enoughWorkers }
            state.workers += 1
            return .newWorker(engine)
        }
    }

    /// Runs batches until nothing waits.
    private func work(with engine: BatchEngine) async {
        while true {
            if let pause = pause() { try? await Task.sleep(for: pause) }
            let (batch, expired) = nextBatch(for: engine)
            for job in expired { finish(job, .failure(.overloaded("the request waited longer than its timeout"))) }
            if batch.isEmpty { return }
            let start = ContinuousClock.now
            engine.run(batch)
            complete(batch, start: start)
            // Requests that became ready meanwhile go first, so that the next batch is larger.
            await Task.yield()
        }
    }

    /// How long to wait for more samples.
    private func pause() -> Duration? {
        guard limits.delay > .zero else { return nil }
        return state.withLock { state in
            guard let first = state.jobs.first, state.waiting < limits.batchSize else { return nil }
            let rest = first.arrival + limits.delay - .now
            return rest > .zero ? rest : nil
        }
    }

    /// The next samples, and the jobs whose time was over before they began. If there are none, the worker has ended.
    private func nextBatch(for engine: BatchEngine) -> (batch: [JobSlice], expired: [InferenceJob]) {
        let now = ContinuousClock.now
        return state.withLock { state in
            var batch: [JobSlice] = []
            var expired: [InferenceJob] = []
            var room = limits.batchSize
            var unfinished: [InferenceJob] = []
            var used = 0
            for job in state.jobs {
                if room == 0 { break }
                used += 1
                if let deadline = job.deadline, job.taken == 0, deadline < now {
                    state.waiting -= job.samples.count
                    expired.append(job)
                    continue
                }
                let count = min(room, job.samples.count - job.taken)
                batch.append(JobSlice(job: job, samples: job.taken..<job.taken + count))
                job.taken += count
                room -= count
                if job.taken < job.samples.count { unfinished.append(job) }
            }
            state.jobs.removeFirst(used)
            // The rest of a large job lines up behind those that came later.
            state.jobs += unfinished
            state.waiting -= limits.batchSize - room
            if batch.isEmpty {
                state.workers -= 1
                state.idleEngines.append(engine)
            }
            return (batch, expired)
        }
    }

    private func complete(_ batch: [JobSlice], start: ContinuousClock.Instant) {
        let end = ContinuousClock.now
        let finished = state.withLock { _ in
            batch.compactMap { slice in
                slice.job.done += slice.samples.count
                return slice.job.done == slice.job.samples.count ? slice.job : nil
            }
        }
        statistics.record(batch, start: start, end: end)
        for job in finished {
            let outputs = Array(UnsafeBufferPointer(start: job.outputs.base, count: job.samples.count * outputCount))
            statistics.recordSuccess(job, end: end)
            finish(job, .success(outputs))
        }
    }

    private func finish(_ job: InferenceJob, _ result: Result<[Float], ServiceError>) {
        if case .failure = result { statistics.recordFailure() }
        job.continuation?.resume(returning: result)
        job.continuation = nil
    }
}
