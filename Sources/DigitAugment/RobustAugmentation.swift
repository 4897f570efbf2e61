import DigitData
import DigitNN

/// Makes of MNIST's training digits what a reader of photographed handwriting meets, and pictures that are no digits.
///
/// Some samples stay near MNIST; some become what a crop from a page is like, and go through `DigitNormalizer` as the reader's do;
/// some are damaged as finished pictures are. At the training's end most stay near MNIST. `Docs/ACCURACY.md` says what each part is
/// for and what it brought.
public struct RobustAugmentation: SampleAugmentation {
    /// The part of the samples that the bundled reader was trained on which is no digit.
    public static let usualNonDigitPart: Float = 0.18

    /// What is left of it in the training's last part.
    public static var lastNonDigitPart: Double { Double(SampleMix.refining(nonDigit: usualNonDigitPart).nonDigit) }

    /// The digits to work on: 28x28 bytes each.
    let images: [UInt8]
    let labels: [UInt8]
    let scale: Float
    let offset: Float
    /// The part of the samples that is replaced by what is no digit, 0 ... 1; their label is the one after the data's last class.
    public var nonDigitPart: Float
    /// The part of the digits that the program draws in forms that MNIST hardly has, 0 ... 1.
    public var regionalPart: Float = 0.1
    /// The last part of the training, 0 ... 1, in which most digits stay near MNIST and fewer samples are no digit.
    public var refiningPart: Double = 0.2
    /// The class of what is no digit.
    public var nonDigitLabel: Int

    /// - Parameters:
    ///   - data: gray 28x28 images stored as bytes, bright ink on black: the samples that will be trained on.
    ///   - nonDigitPart: how many samples become something that is no digit, 0 ... 1; 0 for networks without such a class.
    /// - Returns: nil if the data are of another kind.
    public init?(_ data: Dataset, nonDigitPart: Float = usualNonDigitPart) {
        guard case .bytes(let bytes, let scale, let offset) = data.values, data.shape.count == 784 else { return nil }
        (images, labels, self.scale, self.offset) = (bytes, data.labels, scale, offset)
        self.nonDigitPart = nonDigitPart
        nonDigitLabel = data.classCount
    }

    /// How often each kind of sample comes when that part of the training is done.
    func mix(at progress: Double) -> SampleMix {
        progress < 1 - refiningPart ? .wide(nonDigit: nonDigitPart) : .refining(nonDigit: nonDigitPart)
    }

    /// Working memory for one thread.
    public func makeAugmenter() -> any SampleAugmenter { RobustAugmenter(self) }
}
