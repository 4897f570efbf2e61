import DigitTensor

/// What the samples of a batch are, and how wrong a network's outputs for them are.
///
/// An engine calls it from several threads, for different samples.
package protocol Objective: AnyObject {
    /// Whether the loss takes its gradient at the logits where the network ends with a softmax.
    var fusesWithSoftmax: Bool { get }
    /// What was wrong with a sample since this was last asked; nil for nothing.
    var failure: TrainingError? { get }

    /// Puts a sample into the network's input.
    func load(_ sample: BatchSample, to place: ActivationMemory.Samples, in memory: ActivationMemory)

    /// The loss of a sample that was loaded, how good the answer is, and the gradient.
    /// - Parameters:
    ///   - values: the network's outputs, or the logits before its softmax if `isLogits`.
    ///   - gradient: receives `scale` times the gradient at `values`; nil where nobody needs it.
    func evaluate(
        _ sample: BatchSample, values: ConstFloats, isLogits: Bool, gradient: Floats?, scale: Float
    ) -> SampleResult
}

/// How wrong a network's outputs for a sample are.
package struct SampleResult {
    /// The loss.
    package let loss: Float
    /// Whether the answer is right.
    package let isRight: Bool
    /// The number of classes that are held for likelier than the right one; 0 where samples are of no class.
    package var rank = 0
}

/// A place in a batch, and what decides the sample that is there.
package struct BatchSample {
    /// The place, from 0.
    package let position: Int
    /// The sample's number among all that were seen in the training.
    package let ordinal: UInt64
    /// The training's seed.
    package let seed: UInt64
    /// The part of the training that is done, 0 ..< 1.
    package let progress: Double
    /// The thread that works on it.
    package let worker: Int
}

extension Objective {
    package var failure: TrainingError? { nil }
}
