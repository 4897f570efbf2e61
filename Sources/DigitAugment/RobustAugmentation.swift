import DigitData
import DigitNN

/// Turns MNIST's training digits into what a reader of photographed handwriting meets, and generates pictures that are not
/// digits.
///
/// Some samples stay near MNIST; some are made like crops from a page and go through `DigitNormalizer` as the reader's do; some
/// are damaged as finished pictures. Toward the end of the training most stay near MNIST. `Docs/ACCURACY.md` says what each part
/// is for and what it brought.
public struct RobustAugmentation: SampleAugmentation {
    /// The fraction of non-digits among the samples that the bundled reader was trained on.
    public static let usualNonDigitPart: Float = 0.18

    /// The fraction of it that remains in the last part of the training.
    public static var lastNonDigitPart: Double { Double(SampleMix.refining(nonDigit: usualNonDigitPart).nonDigit) }

    /// The digits to work on: 28x28 bytes each.
    let images: [UInt8]
    let labels: [UInt8]
    let scale: Float
    let offset: Float
    /// The fraction of the samples that are replaced with non-digits, 0 ... 1; their label is the one after the data's last
    /// class.
    public var nonDigitPart: Float
    /// The fraction of the digits that the program draws in forms that MNIST hardly has, 0 ... 1.
    public var regionalPart: Float = 0.1
    /// The last fraction of the training, 0 ... 1, in which most digits stay near MNIST and fewer samples are non-digits.
    public var refiningPart: Double = 0.2
    /// The class of non-digits.
    public var nonDigitLabel: Int

    /// - Parameters:
    ///   - data: gray 28x28 images stored as bytes, bright ink on black: the samples to train on.
    ///   - nonDigitPart: the fraction of samples that become non-digits, 0 ... 1; 0 for networks without such a class.
    /// - Returns: nil if the data is of another kind.
    public init?(_ data: Dataset, nonDigitPart: Float = usualNonDigitPart) {
        guard case .bytes(let bytes, let scale, let offset) = data.values, data.shape.count == 784 else { return nil }
        (images, labels, self.scale, self.offset) = (bytes, data.labels, scale, offset)
        self.nonDigitPart = nonDigitPart
        nonDigitLabel = data.classCount
    }

    /// How often each kind of sample occurs when that fraction of the training is done.
    func mix(at progress: Double) -> SampleMix {
        progress < 1 - refiningPart ? .wide(nonDigit: nonDigitPart) : .refining(nonDigit: nonDigitPart)
    }

    /// Working memory for one thread.
    public func makeAugmenter() -> any SampleAugmenter { RobustAugmenter(self) }
}
