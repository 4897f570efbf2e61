/// Generates the strips of writing that a network learns to read, while it trains.
///
/// It is called from several threads at the same time. The result for a number depends on the arguments alone: so a training
/// gives the same weights for any number of threads, and continues exactly where it was interrupted.
public protocol SequenceSamples: Sendable {
    /// Generates a strip and returns its label.
    /// - Parameters:
    ///   - number: the sample's number; each number is another sample.
    ///   - seed: the training's seed, or the validation's.
    ///   - maximumWidth: the number of columns available.
    ///   - progress: the fraction of the training that is done, 0 ... 1; validation samples are those of the end.
    ///   - pixels: receives the strip row by row, `maximumWidth` values each, 0 to its right; undefined before.
    func makeSample(
        number: UInt64, seed: UInt64, maximumWidth: Int, progress: Double, into pixels: UnsafeMutablePointer<Float>
    ) -> SequenceLabel
}

/// The label of a strip.
public struct SequenceLabel: Equatable, Sendable {
    /// The columns of the strip, 1 ... maximum width.
    public var width: Int
    /// The symbols from left to right, classes of the network other than the blank.
    public var symbols: [UInt8]

    /// A label of a strip with this many columns.
    public init(width: Int, symbols: [UInt8]) {
        self.width = width
        self.symbols = symbols
    }
}

/// The samples that a network for sequences is trained and validated on.
public struct SequenceSource: Sendable {
    /// Generates the strips.
    public var samples: any SequenceSamples
    /// The widths that strips are padded to. All strips of a batch have the same one, drawn from these; one that is listed twice
    /// is drawn twice as often.
    public var widths: [Int]
    /// The number of steps that count as an epoch.
    public var stepsPerEpoch: Int
    /// Generates the strips of the validation; nil for none.
    public var validationSamples: (any SequenceSamples)?
    /// Their number, divided among the widths.
    public var validationCount: Int
    /// The seed that they are made with.
    public var validationSeed: UInt64

    /// A source; the default widths are those that lines of numbers need.
    public init(
        _ samples: any SequenceSamples, widths: [Int] = [64, 128, 192, 256, 384, 512], stepsPerEpoch: Int = 500,
        validation: (any SequenceSamples)? = nil, validationCount: Int = 2000, validationSeed: UInt64 = 1
    ) {
        self.samples = samples
        self.widths = widths
        self.stepsPerEpoch = stepsPerEpoch
        validationSamples = validation
        self.validationCount = validationCount
        self.validationSeed = validationSeed
    }
}
