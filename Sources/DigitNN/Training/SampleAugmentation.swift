import DigitTensor

/// Makes new training samples from those of a data set while the network trains, different ones each time that a sample is seen.
///
/// It runs in the training's threads, so nothing waits for it. What it makes of a sample depends on the given random numbers and
/// on the training's progress, and these on the trainer's seed and on how many samples were seen before: not on threads.
public protocol SampleAugmentation: Sendable {
    /// Working memory and whatever else one thread needs.
    func makeAugmenter() -> any SampleAugmenter
}

/// Makes the generator of new samples for one thread.
public protocol SampleAugmenter: AnyObject {
    /// Makes a new sample.
    /// - Parameters:
    ///   - sample: the sample's number in the training data.
    ///   - label: its class.
    ///   - progress: the fraction of the training that is done, 0 ..< 1.
    ///   - random: numbers for this sample and this time only.
    ///   - target: receives the network's input, as many values as that has; undefined before.
    /// - Returns: the new sample's class, below the number of the network's outputs.
    func augment(
        sample: Int, label: Int, progress: Double, random: inout Philox, into target: UnsafeMutableBufferPointer<Float>
    ) -> Int
}
