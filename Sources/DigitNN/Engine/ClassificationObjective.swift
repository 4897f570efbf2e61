import DigitData
import DigitTensor

/// The samples of a dataset, each of one class.
package final class ClassificationObjective: Objective {
    private let loss: Loss
    private let plan: Plan
    private let dataset: Dataset
    /// For each thread, a generator of new samples from the data's; empty if they are used unchanged.
    private let augmenters: [any SampleAugmenter]
    /// The samples of the batch, by their numbers in the dataset.
    package var samples: ArraySlice<UInt32> = []
    /// For each slot, the sample's class.
    private let labels: UnsafeMutableBufferPointer<Int>
    /// The loss weights of each class and of each of the dataset's samples; nil for 1 each.
    private let classWeights: [Float]?
    private let sampleWeights: [Float]?
    /// Whether the ranks of right classes are needed.
    private let ranks: Bool

    package init(
        _ plan: Plan, _ dataset: Dataset, loss: Loss, batchSize: Int, threadCount: Int,
        augmentation: (any SampleAugmentation)? = nil, classWeights: [Float]? = nil, sampleWeights: [Float]? = nil,
        ranks: Bool = false
    ) {
        (self.loss, self.plan, self.dataset) = (loss, plan, dataset)
        (self.classWeights, self.sampleWeights, self.ranks) = (classWeights, sampleWeights, ranks)
        augmenters = augmentation.map { augmentation in (0..<threadCount).map { _ in augmentation.makeAugmenter() } } ?? []
        labels = .allocate(capacity: batchSize)
        labels.initialize(repeating: 0)
    }

    deinit { labels.deallocate() }

    package var fusesWithSoftmax: Bool { loss.fusesWithSoftmax }

    package func load(_ sample: BatchSample, to place: ActivationMemory.Samples, in memory: ActivationMemory) {
        let position = sample.position
        let number = Int(samples[samples.startIndex + position])
        labels[position] = Int(dataset.labels[number])
        if augmenters.isEmpty {
            if position + 1 < samples.count {
                memory.prefetch(Int(samples[samples.startIndex + position + 1]), of: dataset)
            }
            memory.load(number, of: dataset, to: place)
        } else {
            augment(number, sample, into: memory.input(ofStep: 0, place))
        }
    }

    /// Each sample seen has its own random numbers, so that no thread's work depends on another's.
    private func augment(_ number: Int, _ sample: BatchSample, into input: Floats) {
        var random = Philox(seed: sample.seed, stream: .augmentation, index: UInt32(truncatingIfNeeded: sample.ordinal))
        let label = augmenters[sample.worker].augment(
            sample: number, label: labels[sample.position], progress: sample.progress, random: &random,
            into: UnsafeMutableBufferPointer(start: input, count: plan.inputCount))
        precondition((0..<plan.outputCount).contains(label), "class \(label) of a network with \(plan.outputCount) outputs")
        labels[sample.position] = label
    }

    package func evaluate(
        _ sample: BatchSample, values: ConstFloats, isLogits: Bool, gradient: Floats?, scale: Float
    ) -> SampleResult {
        let (label, count) = (labels[sample.position], plan.outputCount)
        let answer = indexOfLargest(values, count: count)
        let weight = weight(of: sample, label)
        let loss = loss.evaluate(
            output: values, count: count, label: label, isLogits: isLogits || loss.takesLogits, gradient: gradient,
            scale: scale * weight)
        return SampleResult(
            loss: loss * weight, isRight: answer == label, rank: ranks ? rank(of: label, in: values, count: count) : 0)
    }

    private func weight(of sample: BatchSample, _ label: Int) -> Float {
        let own = sampleWeights.map { $0[Int(samples[samples.startIndex + sample.position])] } ?? 1
        return own * (classWeights.map { $0[label] } ?? 1)
    }
}
