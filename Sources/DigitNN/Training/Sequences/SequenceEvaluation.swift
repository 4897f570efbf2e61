import DigitTensor

/// The results of a network that reads strips.
public struct SequenceEvaluation: Sendable {
    /// One strip and the network's reading of it.
    public struct Strip: Sendable {
        /// The sample's number.
        public let number: UInt64
        /// The columns that it was padded to: the `maximumWidth` that it was made with.
        public let bucket: Int
        /// What is written on it.
        public let label: SequenceLabel
        /// The reading: the most probable class of each time step, repeats merged and blanks removed.
        public let symbols: [UInt8]
        /// The negative logarithm of the label's probability.
        public let loss: Float

        /// Whether the reading is exactly what is written.
        public var isRight: Bool { symbols == label.symbols }
    }

    /// The strips in the order of their numbers.
    public let strips: [Strip]

    /// The mean loss.
    public var loss: Double { strips.reduce(0) { $0 + Double($1.loss) } / Double(max(strips.count, 1)) }
    /// The fraction of the strips that was read correctly, 0 ... 1.
    public var accuracy: Double { Double(strips.count(where: \.isRight)) / Double(max(strips.count, 1)) }
}

extension Sequential {
    /// Reads strips, and compares the readings with what is written on them.
    /// - Parameters:
    ///   - samples: makes the strips, as at the end of a training.
    ///   - count: their number, from number 0 on.
    ///   - seed: the seed that they are made with.
    ///   - widths: strip n is padded to the n-th of these, cyclically.
    ///   - threads: the number of threads; nil for all processors that the process may use.
    /// - Throws: `NetworkError` unless the network gives a softmax for each time step of each width; `TrainingError` naming a
    ///   sample that cannot be compared.
    public func evaluate(
        _ samples: any SequenceSamples, count: Int, seed: UInt64, widths: [Int], threads: Int? = nil
    ) throws -> SequenceEvaluation {
        try SequenceSource(samples, widths: widths, validation: samples, validationCount: count).check()
        for width in Set(widths) { try withInput(width: width).checkSequences() }
        return try SequenceReader(samples, seed: seed, widths: widths).read(
            count: count, with: self, ThreadPool(threads: threads))
    }
}

/// Reads generated strips of several widths.
struct SequenceReader {
    private let samples: any SequenceSamples
    private let seed: UInt64
    private let widths: [Int]

    init(_ samples: any SequenceSamples, seed: UInt64, widths: [Int]) {
        (self.samples, self.seed, self.widths) = (samples, seed, widths)
    }

    /// Reads the first `count` strips.
    /// - Parameter model: a network that takes each of the widths.
    func read(count: Int, with model: Sequential, _ pool: ThreadPool) throws(TrainingError) -> SequenceEvaluation {
        var strips: [SequenceEvaluation.Strip] = []
        strips.reserveCapacity(count)
        for (index, width) in widths.enumerated() where index < count {
            let numbers = stride(from: index, to: count, by: widths.count).map(UInt64.init)
            strips += try read(numbers, width: width, with: model, pool)
        }
        return SequenceEvaluation(strips: strips.sorted { $0.number < $1.number })
    }

    private func read(
        _ numbers: [UInt64], width: Int, with model: Sequential, _ pool: ThreadPool
    ) throws(TrainingError) -> [SequenceEvaluation.Strip] {
        let model = try! model.withInput(width: width)  // Checked by the caller.
        let objective = SequenceObjective(samples, model: model, batchSize: numbers.count, threadCount: pool.threadCount)
        func sample(_ index: Int, _ worker: Int) -> BatchSample {
            BatchSample(position: index, ordinal: numbers[index], seed: seed, progress: 1, worker: worker)
        }
        var strips = [SequenceEvaluation.Strip?](repeating: nil, count: numbers.count)
        strips.withUnsafeMutableBufferPointer { strips in
            let strips = strips.baseAddress
            InferenceEngine(Plan(model, training: false), pool: pool).run(count: numbers.count) { index, memory, place in
                objective.load(sample(index, place.worker), to: place, in: memory)
            } use: { index, worker, output in
                let (sample, logits) = (sample(index, worker), output.lastInput)
                let result = objective.evaluate(sample, values: logits, isLogits: true, gradient: nil, scale: 1)
                strips![index] = .init(
                    number: numbers[index], bucket: width, label: objective.label(of: sample),
                    symbols: objective.reading(of: sample, values: logits), loss: result.loss)
            }
        }
        if let failure = objective.failure { throw failure }
        return strips.compactMap(\.self)
    }
}
