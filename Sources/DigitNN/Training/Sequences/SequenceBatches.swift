import DigitTensor

/// Batches of strips, each batch of one width. Plans of all widths train the same weights.
final class SequenceBatches: TrainingBatches {
    private let source: SequenceSource
    private let model: Sequential
    private let seed: UInt64
    let batchSize: Int
    private let pool: ThreadPool
    private let buckets: [Int: Bucket]
    let store: ParameterStore

    /// Trains with the strips of one width.
    private struct Bucket {
        let objective: SequenceObjective
        let engine: TrainingEngine
        let count: Int
    }

    /// The total columns of a batch's strips; a batch of wider ones has fewer, so that none takes more memory.
    private static let fullWidth = 192

    /// - Throws: `NetworkError` unless the network gives a softmax for each time step of each width.
    init(_ source: SequenceSource, model: Sequential, trainer: Trainer, pool: ThreadPool) throws(NetworkError) {
        try source.check()
        (self.source, self.model, self.pool) = (source, model, pool)
        (seed, batchSize) = (trainer.seed, trainer.batchSize)
        store = ParameterStore(model)
        let arena = Arena()
        var buckets: [Int: Bucket] = [:]
        for width in Set(source.widths).sorted() {
            let model = try model.withInput(width: width)
            try model.checkSequences()
            let plan = Plan(model, training: true, lines: pool.threadCount > 1 ? SharedLines() : nil, store: store)
            let count = Self.count(batchSize, width)
            let objective = SequenceObjective(source.samples, model: model, batchSize: count, threadCount: pool.threadCount)
            let engine = TrainingEngine(
                plan, objective: objective, batchSize: count, pool: pool, sharding: .strips, arena: arena)
            buckets[width] = Bucket(objective: objective, engine: engine, count: count)
        }
        self.buckets = buckets
    }

    /// The number of strips of a width in a batch.
    static func count(_ batchSize: Int, _ width: Int) -> Int { max(1, batchSize * fullWidth / max(width, fullWidth)) }

    var stepsPerEpoch: Int { source.stepsPerEpoch }
    var evaluation: Evaluation? { nil }

    /// The width of a batch's strips.
    private func width(ofStep step: Int, inEpoch epoch: Int) -> Int {
        var random = Philox(
            seed: seed, stream: .bucket, index: UInt32(truncatingIfNeeded: epoch), position: UInt64(4 * step))
        return source.widths[Int(random.next(below: UInt32(source.widths.count)))]
    }

    func sampleCount(ofSteps steps: Int, inEpoch epoch: Int) -> Int {
        (0..<steps).reduce(0) { $0 + buckets[width(ofStep: $1, inEpoch: epoch)]!.count }
    }

    func prepare(step: Int, ofEpoch epoch: Int) -> (engine: TrainingEngine, objective: any Objective, count: Int) {
        let bucket = buckets[width(ofStep: step, inEpoch: epoch)]!
        return (bucket.engine, bucket.objective, bucket.count)
    }

    func validate(averaged: Sequential?) throws(TrainingError) -> EpochReport.Result? {
        guard let samples = source.validationSamples, source.validationCount > 0 else { return nil }
        var model = averaged ?? model
        if averaged == nil { model.weights = store.tensors(of: store.weights, for: model) }
        let reader = SequenceReader(samples, seed: source.validationSeed, widths: source.widths)
        let result = try reader.read(count: source.validationCount, with: model, pool)
        return .init(loss: result.loss, accuracy: result.accuracy)
    }
}

extension SequenceSource {
    /// The number of samples in an epoch, on average: the widths of its batches are random.
    /// - Parameter batchSize: the trainer's batch size.
    public func samplesPerEpoch(batchSize: Int) -> Int {
        stepsPerEpoch * widths.reduce(0) { $0 + SequenceBatches.count(batchSize, $1) } / max(widths.count, 1)
    }

    func check() throws(NetworkError) {
        let largest = 1 << 31
        guard !widths.isEmpty, widths.allSatisfy({ $0 > 0 }) else {
            throw NetworkError("widths of strips of 1 or more expected, got \(widths)")
        }
        guard (1...largest).contains(stepsPerEpoch), (0...largest).contains(validationCount) else {
            throw NetworkError(
                "1...\(largest) steps in an epoch and up to as many validation samples expected, got \(stepsPerEpoch) and \(validationCount)"
            )
        }
    }
}
