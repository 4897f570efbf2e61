import DigitData
import DigitNN
import DigitTensor

/// Samples of one request on their way through the network.
///
/// Its outputs are written by several workers at once, each its own part; the batcher's lock guards all else.
final class InferenceJob: @unchecked Sendable {
    /// The samples; their labels mean nothing.
    let samples: Dataset
    /// The outputs, sample after sample.
    let outputs: AlignedBuffer
    /// Who waits for the outputs.
    let requester: Requester
    /// When the job came, and until when it has to be begun.
    let arrival: ContinuousClock.Instant
    let deadline: ContinuousClock.Instant?
    /// The samples that are given to a worker already, and those that are done.
    var taken = 0, done = 0
    /// Takes the outputs.
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

    /// Why the samples that are not begun are not to be computed: the time is over before the first was, or the client has gone.
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

/// A network made ready for one worker at a time.
final class BatchEngine: @unchecked Sendable {
    private let engine: InferenceEngine
    private let outputCount: Int

    init(_ model: Sequential) {
        // One thread: the workers are what runs in parallel.
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
