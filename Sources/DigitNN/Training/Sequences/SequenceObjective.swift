import DigitTensor

/// Strips of one width with their labels, and the loss of connectionist temporal classification.
final class SequenceObjective: Objective {
    private let samples: any SequenceSamples
    private let width: Int
    private let timeSteps: Int
    private let classCount: Int
    /// For each thread.
    private let losses: [CTCLoss]
    private let labels: UnsafeMutableBufferPointer<SequenceLabel>
    /// For each thread, the first sample that it could not use.
    private let failures: UnsafeMutableBufferPointer<(number: UInt64, problem: String)?>

    /// - Parameter model: a network that ends with a softmax for each time step.
    init(_ samples: any SequenceSamples, model: Sequential, batchSize: Int, threadCount: Int) {
        self.samples = samples
        width = model.inputShape[1]
        (timeSteps, classCount) = (model.outputShape[0], model.outputShape[1])
        losses = (0..<threadCount).map { [timeSteps, classCount] _ in CTCLoss(classCount: classCount, timeSteps: timeSteps) }
        labels = .allocate(capacity: batchSize)
        labels.initialize(repeating: SequenceLabel(width: 0, symbols: []))
        failures = .allocate(capacity: threadCount)
        failures.initialize(repeating: nil)
    }

    deinit {
        labels.deinitialize().deallocate()
        failures.deinitialize().deallocate()
    }

    var fusesWithSoftmax: Bool { true }

    /// The label of a loaded sample.
    func label(of sample: BatchSample) -> SequenceLabel { labels[sample.position] }

    /// The text of a network's outputs for a sample, by the best path.
    func reading(of sample: BatchSample, values: ConstFloats) -> [UInt8] {
        let count = min(max(0, timeSteps(of: labels[sample.position])), timeSteps)
        return bestPath(values, timeSteps: count, classCount: classCount)
    }

    /// The first bad sample, whichever thread encountered it.
    var failure: TrainingError? {
        let first = failures.compactMap(\.self).min { $0.number < $1.number }
        failures.update(repeating: nil)
        return first.map { .badSample(number: $0.number, problem: $0.problem) }
    }

    func load(_ sample: BatchSample, to place: ActivationMemory.Samples, in memory: ActivationMemory) {
        let label = samples.makeSample(
            number: sample.ordinal, seed: sample.seed, maximumWidth: width, progress: sample.progress,
            into: memory.input(ofStep: 0, place))
        labels[sample.position] = label
        guard failures[sample.worker] == nil, let problem = problem(of: label) else { return }
        failures[sample.worker] = (sample.ordinal, problem)
    }

    /// The time steps that begin on the strip itself.
    private func timeSteps(of label: SequenceLabel) -> Int { (label.width * timeSteps + width - 1) / width }

    private func problem(of label: SequenceLabel) -> String? {
        guard (1...width).contains(label.width) else { return "a width of 1...\(width) expected, got \(label.width)" }
        guard label.symbols.allSatisfy({ (1..<classCount).contains(Int($0)) }) else {
            return "symbols of 1..<\(classCount) expected, got \(label.symbols)"
        }
        let (needed, present) = (CTCLoss.timeSteps(of: label.symbols), timeSteps(of: label))
        guard needed <= present else {
            return "\(label.symbols.count) symbols take \(needed) time steps, a strip of \(label.width) columns has \(present)"
        }
        return nil
    }

    func evaluate(
        _ sample: BatchSample, values: ConstFloats, isLogits: Bool, gradient: Floats?, scale: Float
    ) -> SampleResult {
        let label = labels[sample.position]
        gradient?.update(repeating: 0, count: timeSteps * classCount)
        guard problem(of: label) == nil else { return SampleResult(loss: .infinity, isRight: false) }
        let count = timeSteps(of: label)
        let loss = losses[sample.worker].evaluate(
            logits: values, timeSteps: count, label: label.symbols[...], gradient: gradient, scale: scale)
        return SampleResult(loss: Float(loss), isRight: reading(of: sample, values: values) == label.symbols)
    }
}

/// The symbols of the most probable class at each time step, repeats merged and blanks removed.
/// - Parameter values: (time steps, classes), probabilities or logits.
func bestPath(_ values: ConstFloats, timeSteps: Int, classCount: Int) -> [UInt8] {
    var symbols: [UInt8] = []
    var previous = 0
    for time in 0..<timeSteps {
        let best = indexOfLargest(values + time * classCount, count: classCount)
        if best != previous, best != 0 { symbols.append(UInt8(best)) }
        previous = best
    }
    return symbols
}
