import DigitTensor

/// One step of a plan: how one layer, or several fused ones, is computed.
///
/// Steps keep the weights in the order that their kernels need. During a run they change nothing but the memory of the call, so
/// that several threads can use one step for different samples.
package protocol Step: AnyObject {
    /// What the step computes and how, for `digits summary --plan`.
    var label: String { get }
    /// Floats of one input sample.
    var inputCount: Int { get }
    /// Floats of one output sample.
    var outputCount: Int { get }
    /// Bytes kept for each sample from the forward to the backward pass.
    var savedByteCount: Int { get }
    /// Floats of working memory for each thread.
    var scratchCount: Int { get }
    /// Whether processing several samples at once is cheaper than one after the other.
    var prefersBatches: Bool { get }
    /// The range of the step's trainable parameters in the store: empty if there are none.
    var trainable: Range<Int> { get }
    /// Floats that each shard of a batch needs for its sums of gradients.
    var shardGradientCount: Int { get }
    /// Whether `backward` sets the shard's sums instead of adding to them: for steps that process all samples of a shard at once.
    var setsShardGradient: Bool { get }
    /// Whether `finishGradient` reads the inputs and output gradients of the whole batch.
    var updatesFromWholeBatch: Bool { get }

    /// output = f(input) for the samples of the call.
    func forward(_ call: Call)
    /// inputGradient = outputGradient · df/dinput; adds to the shard's sums of parameter gradients, or sets them. May overwrite the output gradient.
    func backward(_ call: Call)

    /// The number of independent tasks in which gradients are completed and weights updated.
    var updateTaskCount: Int { get }
    /// The part of the store that a task updates.
    func updatedRange(task: Int) -> Range<Int>
    /// Completes the gradient of the task's range, from the shards' sums or from the whole batch.
    func finishGradient(task: Int, batch: BatchMemory)
    /// Updates the task's part of the kernels' copies of weights.
    func refresh(task: Int)
    /// Whether there are copies that depend on weights of several tasks: `refreshWhole` follows when all are done.
    var hasWholeCopies: Bool { get }
    /// Updates the copies that depend on weights of several tasks.
    func refreshWhole()
}

/// The memory for some samples of a batch, sample after sample.
package struct Call {
    /// The number of samples.
    package var count: Int
    /// The first sample's number among all samples seen in training, for random masks.
    package var ordinal: UInt64
    package var input: ConstFloats
    package var output: Floats
    package var outputGradient: Floats
    /// Nil if it is not needed: before the first step.
    package var inputGradient: Floats?
    package var saved: UnsafeMutablePointer<UInt8>
    package var scratch: Floats
    package var shardGradient: Floats
    /// The factor for the gradient of a sample's own loss: 1 / the batch's size.
    package var lossScale: Float = 0
    /// The seed of random masks in training; nil otherwise.
    package var trainingSeed: UInt64?
    /// The other input of a step that takes two.
    package var secondInput: ConstFloats?
    /// Nil if it is not needed.
    package var secondInputGradient: Floats?
}

/// A whole batch, as the update after the backward pass sees it.
package struct BatchMemory {
    package var count: Int
    /// Only for steps that update from the whole batch; others see what some shard left there.
    package var input: ConstFloats
    package var outputGradient: ConstFloats
    /// The shards' sums, `shardGradientCount` floats each (rounded up to whole cache lines).
    package var shardGradients: ConstFloats
    package var shardCount: Int
    /// Receives the gradient of the task's parameters: `updatedRange(task:).count` floats.
    package var gradient: Floats
    /// Working memory of the thread, `scratchCount` floats.
    package var scratch: Floats
}

extension Step {
    package var savedByteCount: Int { 0 }
    package var scratchCount: Int { 0 }
    package var prefersBatches: Bool { false }
    package var trainable: Range<Int> { 0..<0 }
    package var updatesFromWholeBatch: Bool { false }
    package var setsShardGradient: Bool { false }
    /// By default a shard's sums are laid out like the parameters.
    package var shardGradientCount: Int { trainable.count }
    package var shardGradientStride: Int { AlignedBuffer.aligned(shardGradientCount) }

    package var updateTaskCount: Int { (trainable.count + updateBlock - 1) / updateBlock }

    package func updatedRange(task: Int) -> Range<Int> {
        let first = trainable.lowerBound + task * updateBlock
        return first..<min(first + updateBlock, trainable.upperBound)
    }

    package func finishGradient(task: Int, batch: BatchMemory) { sumShards(task: task, batch: batch) }

    /// The gradient of the task's range as the sum of the shards', which are laid out like the parameters.
    func sumShards(task: Int, batch: BatchMemory) {
        let range = updatedRange(task: task)
        let offset = range.lowerBound - trainable.lowerBound
        Kernels.current.table.pointee.sum(
            range.count, batch.shardCount, batch.shardGradients + offset, shardGradientStride, batch.gradient)
    }

    package func refresh(task: Int) {}
    package var hasWholeCopies: Bool { false }
    package func refreshWhole() {}

    /// Updates all copies of weights.
    package func refreshAll() {
        for task in 0..<updateTaskCount { refresh(task: task) }
        refreshWhole()
    }
}

/// Parameters updated in one task; a multiple of a cache line.
private let updateBlock = 16_384

/// A step whose statistics over the whole batch must be known before it can continue: batch normalization in training.
package protocol BatchStatisticsStep: Step {
    /// Sums up what the forward pass must know about the shard's input.
    func collect(_ call: Call, shard: Int)
    /// Combines the shards' sums, in order.
    func combine(shardCount: Int, sampleCount: Int)
    /// Sums up what the backward pass must know about the shard's output gradient.
    func collectBackward(_ call: Call, shard: Int)
    /// Combines the shards' sums, in order.
    func combineBackward(shardCount: Int)
    /// Makes room for the sums of this many shards.
    func reserve(shardCount: Int)
}
