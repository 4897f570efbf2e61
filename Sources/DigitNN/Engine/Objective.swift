import DigitTensor

/// The samples of a batch, and the loss of a network's outputs for them.
///
/// An engine calls it from several threads, for different samples.
package protocol Objective: AnyObject {
    /// Whether the loss takes its gradient at the logits if the network ends in a softmax.
    var fusesWithSoftmax: Bool { get }
    /// The problem with a sample since this was last read; nil for none.
    var failure: TrainingError? { get }

    /// Copies a sample to the network's input.
    func load(_ sample: BatchSample, to place: ActivationMemory.Samples, in memory: ActivationMemory)

    /// Computes the loss of a loaded sample, the quality of the answer, and the gradient.
    /// - Parameters:
    ///   - values: the network's outputs, or the logits before its softmax if `isLogits`.
    ///   - gradient: receives `scale` times the gradient at `values`; nil if it is not needed.
    func evaluate(
        _ sample: BatchSample, values: ConstFloats, isLogits: Bool, gradient: Floats?, scale: Float
    ) -> SampleResult
}

/// The result of a network's outputs for a sample.
package struct SampleResult {
    /// The loss.
    package let loss: Float
    /// Whether the answer is right.
    package let isRight: Bool
    /// The number of classes that are more likely than the right one; 0 if samples have no class.
    package var rank = 0
}

/// A slot in a batch, and what determines its sample.
package struct BatchSample {
    /// The slot's index.
    package let position: Int
    /// The sample's number among all samples seen in the training.
    package let ordinal: UInt64
    /// The training's seed.
    package let seed: UInt64
    /// The fraction of the training that is done, 0 ..< 1.
    package let progress: Double
    /// The thread that processes it.
    package let worker: Int
}

extension Objective {
    package var failure: TrainingError? { nil }
}
