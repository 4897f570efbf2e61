import DigitData
import DigitTensor

/// The values between the steps of a plan and, in training, their gradients.
///
/// There is a slot for each sample of a batch or, with `shards`, only for the samples that threads work on at the same time: what
/// the next shard writes is then still in the cache. Values that the update needs are kept for all.
package final class ActivationMemory {
    let plan: Plan
    /// The layout of the values.
    let arena: Arena
    private let input: Values
    private let outputs: [Values]
    private let gradients: [Values]
    /// For each step and input, the gradient there if it is added to another.
    private let edges: [[Values?]]
    private let saved: [Arena.Part]
    private let shards: Shards?

    /// The number of shards of a batch that are processed at the same time, each by one worker.
    package struct Shards {
        package let workers: Int
        /// The most samples of one.
        package let size: Int

        package init(workers: Int, size: Int) { (self.workers, self.size) = (workers, size) }
    }

    /// Some samples of a batch, with the start of their shard and its worker.
    package struct Samples {
        package var range: Range<Int>
        package let shardStart: Int
        package let worker: Int

        package init(_ range: Range<Int>, shardStart: Int = 0, worker: Int = 0) {
            (self.range, self.shardStart, self.worker) = (range, shardStart, worker)
        }

        /// One of them.
        package subscript(sample: Int) -> Samples { Samples(sample..<sample + 1, shardStart: shardStart, worker: worker) }
    }

    /// `size` floats for each slot.
    private struct Values {
        let part: Arena.Part
        let size: Int
        let isWholeBatch: Bool
    }

    package init(_ plan: Plan, capacity: Int, training: Bool, shards: Shards? = nil, arena: Arena = Arena()) {
        (self.plan, self.shards, self.arena) = (plan, shards, arena)
        let places = shards.map { $0.workers * $0.size } ?? capacity
        func values(_ size: Int, keepsAll: Bool = false) -> Values {
            Values(part: arena.take((keepsAll ? capacity : places) * size), size: size, isWholeBatch: keepsAll)
        }
        let steps = plan.steps
        let graph = plan.graph
        /// Whether a step that takes the output updates from the whole batch.
        func isKept(_ step: Int) -> Bool { graph.users(of: step).contains { steps[$0].updatesFromWholeBatch } }
        input = values(plan.inputCount, keepsAll: isKept(-1))
        outputs = steps.indices.map { values(steps[$0].outputCount, keepsAll: isKept($0)) }
        gradients = training ? steps.map { values($0.outputCount, keepsAll: $0.updatesFromWholeBatch) } : []
        edges = steps.indices.map { step in
            zip(graph.sources[step], graph.addsGradient[step]).map { source, adds in
                training && adds && source >= 0 ? values(steps[source].outputCount) : nil
            }
        }
        // Bytes, counted in floats.
        saved = steps.map { arena.take((places * $0.savedByteCount + 3) / 4) }
    }

    private func address(_ values: Values, _ samples: Samples) -> Floats {
        values.part.base + place(of: samples, isWholeBatch: values.isWholeBatch) * values.size
    }

    private func place(of samples: Samples, isWholeBatch: Bool) -> Int {
        guard let shards, !isWholeBatch else { return samples.range.lowerBound }
        return samples.worker * shards.size + samples.range.lowerBound - samples.shardStart
    }

    /// The output of a step for the first of some samples.
    package func output(ofStep step: Int, _ samples: Samples) -> Floats { address(outputs[step], samples) }

    /// The gradient at a step's output for the first of some samples.
    package func gradient(ofStep step: Int, _ samples: Samples) -> Floats { address(gradients[step], samples) }

    /// The input of a step for the first of some samples.
    package func input(ofStep step: Int, _ samples: Samples) -> Floats {
        let source = plan.graph.mainSources[step]
        return address(source < 0 ? input : outputs[source], samples)
    }

    private func secondInput(ofStep step: Int, _ samples: Samples) -> Floats {
        let source = plan.graph.sources[step][1]
        return address(source < 0 ? input : outputs[source], samples)
    }

    /// The destination of the gradient at an input of a step if it is added to another.
    func edge(ofStep step: Int, _ place: Int, _ samples: Samples) -> Floats { address(edges[step][place]!, samples) }

    /// The destination of the gradient at an input of a step; nil if it is not needed.
    private func inputGradient(ofStep step: Int, _ place: Int, _ samples: Samples, from first: Int) -> Floats? {
        let source = place == 0 ? plan.graph.mainSources[step] : plan.graph.sources[step][place]
        guard !gradients.isEmpty, source >= first else { return nil }
        return plan.graph.hasAdditions[step] && plan.graph.addsGradient[step][place]
            ? edge(ofStep: step, place, samples) : gradient(ofStep: source, samples)
    }

    /// The memory that a step sees for some samples.
    /// - Parameter first: the first step that is trained: gradients before it are not needed.
    package func call(
        step: Int, _ samples: Samples, scratch: Floats, shardGradient: Floats? = nil, ordinal: UInt64 = 0,
        trainingSeed: UInt64? = nil, from first: Int = 0
    ) -> Call {
        let isTraining = !gradients.isEmpty
        let isMerge = plan.graph.isMerge[step]
        return Call(
            count: samples.range.count, ordinal: ordinal + UInt64(samples.range.lowerBound),
            input: ConstFloats(input(ofStep: step, samples)), output: output(ofStep: step, samples),
            // Not read at inference; any address will do.
            outputGradient: isTraining ? gradient(ofStep: step, samples) : scratch,
            inputGradient: inputGradient(ofStep: step, 0, samples, from: first),
            saved: UnsafeMutableRawPointer(saved[step].base).assumingMemoryBound(to: UInt8.self)
                + place(of: samples, isWholeBatch: false) * plan.steps[step].savedByteCount,
            scratch: scratch, shardGradient: shardGradient ?? scratch, trainingSeed: trainingSeed,
            secondInput: isMerge ? ConstFloats(secondInput(ofStep: step, samples)) : nil,
            secondInputGradient: isMerge ? inputGradient(ofStep: step, 1, samples, from: first) : nil)
    }

    /// Copies one sample of a dataset to a slot of the input.
    package func load(_ sample: Int, of dataset: Dataset, to samples: Samples) {
        let count = plan.inputCount
        let target = input(ofStep: 0, samples)
        switch dataset.values {
        case .bytes(let bytes, let scale, let offset):
            bytes.withUnsafeBufferPointer {
                Kernels.current.table.pointee.scale_bytes(count, $0.baseAddress! + sample * count, scale, offset, target)
            }
        case .floats(let floats):
            floats.withUnsafeBufferPointer { target.update(from: $0.baseAddress! + sample * count, count: count) }
        case .borrowed(let values):
            values.withAddress(
                of: sample * count,
                bytes: { Kernels.current.table.pointee.scale_bytes(count, $0, $1, $2, target) },
                floats: { target.update(from: $0, count: count) })
        }
    }

    /// Prefetches a sample of a dataset of bytes that will be loaded soon: in a random order the processor cannot predict it.
    package func prefetch(_ sample: Int, of dataset: Dataset) {
        guard case .bytes(let bytes, _, _) = dataset.values else { return }
        bytes.withUnsafeBufferPointer { DigitTensor.prefetch($0.baseAddress! + sample * plan.inputCount, count: plan.inputCount) }
    }
}

/// Consecutive steps that run for many samples at once or for one sample after the other: in the latter case a convolution's
/// output for a sample is still in the cache when the next step takes it.
package struct Segment {
    package let steps: Range<Int>
    package let isBatched: Bool

    /// The segments of some steps of a plan.
    package static func segments(of plan: Plan, steps: Range<Int>) -> [Segment] {
        var segments: [Segment] = []
        for step in steps {
            let isBatched = plan.steps[step].prefersBatches
            if let last = segments.last, last.isBatched == isBatched {
                segments[segments.count - 1] = Segment(steps: last.steps.lowerBound..<step + 1, isBatched: isBatched)
            } else {
                segments.append(Segment(steps: step..<step + 1, isBatched: isBatched))
            }
        }
        return segments
    }

    /// The groups of samples that go through the segment together.
    package func groups(of samples: ActivationMemory.Samples) -> [ActivationMemory.Samples] {
        isBatched ? [samples] : samples.range.map { samples[$0] }
    }
}
