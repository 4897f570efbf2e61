import NIOCore

/// The samples that one event loop runs by itself.
///
/// What an event loop reads in one turn is one batch, which it runs at the end of the turn. No other thread is woken and no lock
/// is waited for, which would cost several times as much as a small network. So that the other connections of the event loop do
/// not wait, it accepts only what is fast.
///
/// Must be used on its event loop only.
final class LoopBatcher {
    /// The most nanoseconds that a batch may take.
    private static let longestTurn = 2_000_000

    private unowned let batcher: MicroBatcher
    private let eventLoop: any EventLoop
    private lazy var engine = batcher.makeEngine()
    private var jobs: [InferenceJob] = []
    private var sampleCount = 0

    init(of batcher: MicroBatcher, eventLoop: any EventLoop) {
        self.batcher = batcher
        self.eventLoop = eventLoop
    }

    /// Accepts a job if it is fast.
    /// - Parameter sampleCost: the nanoseconds per sample; 0 if unknown.
    /// - Returns: whether it was accepted.
    func take(_ job: InferenceJob, sampleCost: Int) -> Bool {
        let count = sampleCount + job.samples.count
        guard sampleCost > 0, count <= batcher.limits.batchSize, count * sampleCost <= Self.longestTurn else { return false }
        jobs.append(job)
        sampleCount = count
        if jobs.count == 1 {
            let loopBound = NIOLoopBound((self, batcher), eventLoop: eventLoop)
            eventLoop.execute { loopBound.value.0.run() }
        }
        return true
    }

    private func run() {
        let taken = jobs
        jobs.removeAll(keepingCapacity: true)
        sampleCount = 0
        let now = ContinuousClock.now
        var batch: [JobSlice] = []
        for job in taken {
            if let reason = job.reasonToLeave(at: now) {
                batcher.fail(job, reason)
            } else {
                batch.append(JobSlice(job: job, samples: 0..<job.samples.count))
            }
        }
        if !batch.isEmpty { batcher.run(batch, with: engine) }
    }
}
