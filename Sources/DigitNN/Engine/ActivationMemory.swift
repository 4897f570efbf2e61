import DigitData
import DigitTensor

/// The values between the steps of a plan for up to `capacity` samples, and in training their gradients.
package final class ActivationMemory {
    private let plan: Plan
    package let capacity: Int
    package let input: AlignedBuffer
    private let outputs: [AlignedBuffer]
    private let gradients: [AlignedBuffer]
    private let saved: [AlignedBuffer]

    package init(_ plan: Plan, capacity: Int, training: Bool) {
        self.plan = plan
        self.capacity = capacity
        input = AlignedBuffer(count: capacity * plan.inputCount)
        outputs = plan.steps.map { AlignedBuffer(count: capacity * $0.outputCount) }
        gradients = training ? plan.steps.map { AlignedBuffer(count: capacity * $0.outputCount) } : []
        // Bytes, counted in floats.
        saved = plan.steps.map { AlignedBuffer(count: (capacity * $0.savedByteCount + 3) / 4) }
    }

    /// The output of a step for one sample.
    package func output(ofStep step: Int, sample: Int) -> Floats { outputs[step].base + sample * plan.steps[step].outputCount }

    /// The gradient at a step's output for one sample.
    package func gradient(ofStep step: Int, sample: Int) -> Floats {
        gradients[step].base + sample * plan.steps[step].outputCount
    }

    /// The input of a step for one sample.
    package func input(ofStep step: Int, sample: Int) -> Floats {
        step == 0 ? input.base + sample * plan.inputCount : output(ofStep: step - 1, sample: sample)
    }

    /// The memory that a step sees for some samples.
    package func call(
        step: Int, samples: Range<Int>, scratch: Floats, shardGradient: Floats? = nil, ordinal: UInt64 = 0,
        trainingSeed: UInt64? = nil
    ) -> Call {
        let first = samples.lowerBound
        let isTraining = !gradients.isEmpty
        return Call(
            count: samples.count, ordinal: ordinal + UInt64(first), input: ConstFloats(input(ofStep: step, sample: first)),
            output: output(ofStep: step, sample: first),
            // Not read at inference; any address will do.
            outputGradient: isTraining ? gradient(ofStep: step, sample: first) : scratch,
            inputGradient: isTraining && step > 0 ? gradient(ofStep: step - 1, sample: first) : nil,
            saved: UnsafeMutableRawPointer(saved[step].base).assumingMemoryBound(to: UInt8.self)
                + first * plan.steps[step].savedByteCount,
            scratch: scratch, shardGradient: shardGradient ?? scratch, trainingSeed: trainingSeed)
    }

    /// Copies one sample of a dataset into the input.
    package func load(_ sample: Int, of dataset: Dataset, to position: Int) {
        let count = plan.inputCount
        let target = input.base + position * count
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
}

/// Steps that follow each other, run for many samples at once or for one sample after the other:
/// what one sample leaves behind in a convolution is still in the cache when the next step takes it.
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
    package func groups(of samples: Range<Int>) -> [Range<Int>] { isBatched ? [samples] : samples.map { $0..<$0 + 1 } }
}
