import DigitTensor

/// Makes new training samples of those of a data set, others each time that a sample is seen, while the network trains.
///
/// It runs in the training's threads, so nothing waits for it. What it makes of a sample depends on the random numbers that it is
/// given and on how far the training is, and these on the trainer's seed and on how many samples were seen before: not on threads.
public protocol SampleAugmentation: Sendable {
    /// Working memory and whatever else one thread needs.
    func makeAugmenter() -> any SampleAugmenter
}

/// What one thread makes new samples with.
public protocol SampleAugmenter: AnyObject {
    /// Makes a new sample.
    /// - Parameters:
    ///   - sample: the sample's number in the training data.
    ///   - label: its class.
    ///   - progress: the part of the training that is done, 0 ..< 1.
    ///   - random: numbers for this sample and this time only.
    ///   - target: receives what the network sees, as many values as its input has; undefined before.
    /// - Returns: the new sample's class, below the number of the network's outputs.
    func augment(
        sample: Int, label: Int, progress: Double, random: inout Philox, into target: UnsafeMutableBufferPointer<Float>
    ) -> Int
}
