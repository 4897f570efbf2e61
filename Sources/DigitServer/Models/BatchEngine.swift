import DigitData
import DigitNN
import DigitTensor

/// The samples of one request on their way through the network.
///
/// Its outputs are written by several workers at once, each its own part; everything else is guarded by the batcher's lock.
final class InferenceJob: @unchecked Sendable {
    /// The samples; their labels are unused.
    let samples: Dataset
    /// The outputs, sample after sample.
    let outputs: AlignedBuffer
    /// The client that waits for the outputs.
    let requester: Requester
    /// When the job arrived, and the deadline for starting it.
    let arrival: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant?
    /// The number of samples assigned to a worker, and of those that are done.
    var taken = 0, done = 0
    /// Receives the outputs.
    let use: @Sendable (Result<[Float], ServiceError>) -> Void

    init(
        _ samples: Dataset, outputCount: Int, for requester: Requester, timeout: Duration?,
        _ use: @escaping @Sendable (Result<[Float], ServiceError>) -> Void
    ) {
        self.samples = samples
        self.requester = requester
        self.use = use
        outputs = AlignedBuffer(count: samples.count * outputCount)
        let now = ContinuousClock.now
        arrival = now
        deadline = timeout.map { now + $0 }
    }

    /// Why the remaining samples must not be computed: the deadline passed before the first was, or the client has gone.
    func reasonToLeave(at time: ContinuousClock.Instant) -> ServiceError? {
        if requester.isGone { return .abandoned }
        guard taken == 0, let deadline, deadline < time else { return nil }
        return .overloaded("the request waited longer than its timeout")
    }
}

/// Some samples of a job.
struct JobSlice {
    let job: InferenceJob
    let samples: Range<Int>
}

/// A network prepared for one worker at a time.
final class BatchEngine: @unchecked Sendable {
    private let engine: InferenceEngine
    private let outputCount: Int

    init(_ model: Sequential) {
        // One thread: the workers run in parallel.
        engine = InferenceEngine(Plan(model, training: false), pool: ThreadPool(threads: 1))
        outputCount = model.outputShape.count
    }

    /// Computes the outputs of all slices as one batch.
    func run(_ slices: [JobSlice]) {
        let places = slices.flatMap { slice in slice.samples.map { (slice.job, $0) } }
        engine.run(count: places.count) { index, memory, position in
            memory.load(places[index].1, of: places[index].0.samples, to: position)
        } use: { index, _, result in
            let output = result.values
            let (job, sample) = places[index]
            (job.outputs.base + sample * outputCount).update(from: output, count: outputCount)
        }
    }
}
