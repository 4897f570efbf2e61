import DigitData
import DigitNN
import DigitTensor

extension RobustAugmentation {
    /// Every sample once, as training could see it: shape (28, 28, 1), with one class more than the data for what is no digit.
    /// - Parameter seed: decides what becomes of the samples.
    public func samples(seed: UInt64) -> Dataset {
        let augmenter = makeAugmenter()
        var newLabels: [UInt8] = []
        let values = [Float](unsafeUninitializedCapacity: labels.count * 784) { buffer, initialized in
            for (sample, label) in labels.enumerated() {
                var random = Philox(seed: seed, stream: .augmentation, index: UInt32(truncatingIfNeeded: sample))
                let target = UnsafeMutableBufferPointer(rebasing: buffer[sample * 784..<(sample + 1) * 784])
                let newLabel = augmenter.augment(sample: sample, label: Int(label), random: &random, into: target)
                newLabels.append(UInt8(newLabel))
            }
            initialized = labels.count * 784
        }
        return Dataset(shape: [28, 28, 1], values: .floats(values), labels: newLabels, classCount: nonDigitLabel + 1)
    }
}
