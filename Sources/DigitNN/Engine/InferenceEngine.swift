import DigitData
import DigitTensor

/// Runs a plan forward for many samples, a few at a time on each thread.
package final class InferenceEngine {
    private let plan: Plan
    private let pool: ThreadPool
    private let segments: [Segment]
    private let chunk: Int
    private var memories: [ActivationMemory]
    private let scratch: [AlignedBuffer]
    private let penaltySteps: [(index: Int, step: ActivityPenaltyStep)]

    /// The most samples that a thread processes at a time, and the most values between steps that it holds for them.
    private static let largestChunk = 16
    private static let largestValueCount = 1 << 22

    /// - Parameter arenas: memory for each thread, shared with engines that do not run at the same time; nil for its own.
    package init(_ plan: Plan, pool: ThreadPool, arenas: [Arena]? = nil) {
        self.plan = plan
        self.pool = pool
        penaltySteps = plan.penaltySteps
        let valuesPerSample = plan.steps.reduce(plan.inputCount) { $0 + $1.outputCount }
        let chunk = max(1, min(Self.largestChunk, Self.largestValueCount / valuesPerSample))
        self.chunk = chunk
        segments = Segment.segments(of: plan, steps: 0..<plan.steps.count)
        memories = (0..<pool.threadCount).map { thread in
            let arena = arenas?[thread] ?? Arena()
            arena.restart()
            return ActivationMemory(plan, capacity: chunk, training: false, arena: arena)
        }
        let scratchCount = plan.steps.map(\.scratchCount).max() ?? 0
        scratch = (0..<pool.threadCount).map { _ in AlignedBuffer(count: scratchCount) }
    }

    /// Computes the outputs of `count` samples.
    /// - Parameters:
    ///   - load: copies sample i to a slot of a memory.
    ///   - use: receives sample i's outputs; called from several threads, once for each sample, with the thread's number, as is
    ///     the slot passed to `load`.
    package func run(
        count: Int, load: (_ sample: Int, _ memory: ActivationMemory, _ place: ActivationMemory.Samples) -> Void,
        use: (_ sample: Int, _ worker: Int, _ result: SampleOutput) -> Void
    ) {
        // Small inputs are spread over the threads.
        let size = max(1, min(chunk, (count + pool.threadCount - 1) / pool.threadCount))
        pool.run((count + size - 1) / size) { task, worker in
            let memory = memories[worker]
            memory.arena.allocate()
            let samples = task * size..<min((task + 1) * size, count)
            let places = ActivationMemory.Samples(0..<samples.count, worker: worker)
            for sample in samples { load(sample, memory, places[sample - samples.lowerBound]) }
            forward(memory, places, scratch: scratch[worker].base)
            let last = plan.steps.count - 1
            for sample in samples {
                let place = places[sample - samples.lowerBound]
                use(
                    sample, worker,
                    SampleOutput(
                        lastInput: ConstFloats(memory.input(ofStep: last, place)),
                        values: ConstFloats(memory.output(ofStep: last, place)), penalty: memory.penalty(penaltySteps, place)))
            }
        }
    }

    private func forward(_ memory: ActivationMemory, _ samples: ActivationMemory.Samples, scratch: Floats) {
        for segment in segments {
            for group in segment.groups(of: samples) {
                for step in segment.steps { plan.steps[step].forward(memory.call(step: step, group, scratch: scratch)) }
            }
        }
    }

    /// The outputs of a dataset's samples, one after the other.
    package func predict(_ dataset: Dataset) -> [Float] {
        let outputCount = plan.outputCount
        return [Float](unsafeUninitializedCapacity: dataset.count * outputCount) { outputs, initialized in
            let base = outputs.baseAddress
            run(count: dataset.count) { sample, memory, place in
                memory.load(sample, of: dataset, to: place)
            } use: { sample, _, output in
                (base! + sample * outputCount).initialize(from: output.values, count: outputCount)
            }
            initialized = dataset.count * outputCount
        }
    }

    /// The outputs of samples in plain memory, one after the other.
    package func predict(_ samples: ConstFloats, count: Int, outputs: Floats) {
        let (inputCount, outputCount) = (plan.inputCount, plan.outputCount)
        run(count: count) { sample, memory, place in
            memory.input(ofStep: 0, place).update(from: samples + sample * inputCount, count: inputCount)
        } use: { sample, _, output in
            (outputs + sample * outputCount).update(from: output.values, count: outputCount)
        }
    }

    /// Evaluates the network on a dataset's samples.
    /// - Parameters:
    ///   - weights: the loss weight of each sample; nil for 1 each.
    ///   - penalty: is added to the mean loss.
    package func evaluation(
        of dataset: Dataset, loss: Loss, weights: [Float]? = nil, penalty: Double = 0
    ) -> Evaluation {
        let classCount = plan.outputCount
        var outputs = [Float](repeating: 0, count: dataset.count * classCount)
        let (losses, classes) = outputs.withUnsafeMutableBufferPointer {
            evaluate(dataset, loss: loss, weights: weights, outputs: $0.baseAddress!)
        }
        return Evaluation(
            losses: losses, classes: classes, outputs: outputs, labels: dataset.labels,
            classCount: classCount, penalty: penalty)
    }

    /// The losses and predicted classes of a dataset's samples.
    /// - Parameter outputs: receives the outputs too, `outputCount` values for each sample.
    private func evaluate(
        _ dataset: Dataset, loss: Loss, weights: [Float]?, outputs: UnsafeMutablePointer<Float>
    ) -> (losses: [Float], classes: [Int32]) {
        let outputCount = plan.outputCount
        let fused = plan.endsWithSoftmax && loss.fusesWithSoftmax
        var losses = [Float](repeating: 0, count: dataset.count)
        var classes = [Int32](repeating: 0, count: dataset.count)
        losses.withUnsafeMutableBufferPointer { losses in
            classes.withUnsafeMutableBufferPointer { classes in
                let (losses, classes) = (losses.baseAddress, classes.baseAddress)
                run(count: dataset.count) { sample, memory, place in
                    memory.load(sample, of: dataset, to: place)
                } use: { sample, _, output in
                    let value = loss.evaluate(
                        output: fused ? output.lastInput : output.values, count: outputCount,
                        label: Int(dataset.labels[sample]), isLogits: fused || loss.takesLogits, gradient: nil, scale: 1)
                    losses![sample] = value * (weights?[sample] ?? 1) + output.penalty
                    classes![sample] = Int32(indexOfLargest(output.values, count: outputCount))
                    (outputs + sample * outputCount).update(from: output.values, count: outputCount)
                }
            }
        }
        return (losses, classes)
    }
}

/// The result of a plan for a sample.
package struct SampleOutput {
    /// The last step's inputs.
    package let lastInput: ConstFloats
    /// The outputs.
    package let values: ConstFloats
    /// The penalties on outputs of layers.
    package let penalty: Float
}

/// The number of classes that are more likely than one; equally likely ones are not counted, as in TensorFlow's `in_top_k`.
func rank(of label: Int, in values: ConstFloats, count: Int) -> Int {
    guard values[label].isFinite else { return count }
    return (0..<count).count { values[$0] > values[label] }
}

/// The index of the first largest value.
func indexOfLargest(_ values: ConstFloats, count: Int) -> Int {
    var best = 0
    for i in 1..<max(count, 1) where values[i] > values[best] { best = i }
    return best
}
