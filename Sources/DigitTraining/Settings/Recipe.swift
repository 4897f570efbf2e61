import DigitAugment
import DigitData
import DigitKeras
import DigitNN
import DigitTensor

/// A network, an augmentation and settings that belong together.
public enum Recipe: String, CaseIterable, Codable, Sendable {
    /// The well-known Keras example: a constant learning rate.
    case seed
    /// One epoch with one cycle of the learning rate. Chosen on a part of MNIST's training images: Docs/PERFORMANCE.md says how.
    case fast
    /// The same network on digits that are new each time, so that it reads handwriting other than MNIST's: Docs/ACCURACY.md.
    case robust
    /// The network of the bundled reader, on the same digits and on non-digits.
    case reader
    /// The network that reads lines of numbers, on lines that are generated anew each time.
    case numbers

    /// A short description for help.
    public var summary: String {
        switch self {
        case .seed: "5 epochs at a constant learning rate of 0.001"
        case .fast:
            "1 epoch at a rate that rises to 0.008 and falls to 0, with label smoothing, and convolutions frozen early"
        case .robust:
            "20 epochs on digits that are distorted, drawn and damaged anew each time, for hands other than MNIST's"
        case .reader: "30 such epochs of the bundled reader's network, which also learns to reject what is not a digit"
        case .numbers:
            "110 epochs of lines of numbers, generated anew each time, for a network that reads lines; about 1,440,000 lines, which takes hours"
        }
    }

    /// The instruction set that it is trained with if the processor has it, so that its weights can be reproduced; nil for any.
    package var instructionSet: InstructionSet? { self == .numbers ? .avx2 : nil }

    /// Whether the samples are lines, generated while the network learns, rather than images of a data set.
    var learnsLines: Bool { self == .numbers }

    /// What a sample is called.
    var sampleName: String { learnsLines ? "line" : "image" }

    /// The file of the model after the last epoch, in the run's folder.
    package var modelName: String { learnsLines ? "numbers_reader.h5" : "mnist_digit_recognizer.h5" }

    var seed: UInt64 { learnsLines ? 0 : 42 }

    var epochs: Int {
        switch self {
        case .seed: 5
        case .fast: 1
        case .robust: 20
        case .reader: 30
        case .numbers: 110
        }
    }

    var batchSize: Int { 64 }

    /// The number of steps that count as an epoch if samples are endless.
    static let stepsPerEpoch = 250

    var schedule: LearningRateSchedule {
        switch self {
        case .seed: .constant
        case .fast: .oneCycle(warmUp: 0.1)
        case .robust, .reader: .oneCycle(warmUp: 0.15)
        case .numbers: .oneCycle()
        }
    }

    /// The convolutions of `fast` converge early.
    var freezing: LayerFreezing { self == .fast ? LayerFreezing(ends: [0.2, 0.4]) : LayerFreezing() }

    /// The decay of the average of the weights; nil for none.
    var averageDecay: Double? { isAugmented || learnsLines ? 0.999 : nil }

    /// The last fraction of the training images, for validation; the reader is calibrated on it, and validation lines are
    /// generated from it.
    var validationSplit: Double {
        switch self {
        case .seed, .fast, .robust: 0
        case .reader: 1.0 / 12
        case .numbers: 0.1
        }
    }

    /// The optimizer and the loss of a new network.
    package var training: KerasTraining {
        switch self {
        case .seed: KerasTraining(optimizer: .adam(learningRate: 1e-3))
        case .fast:
            KerasTraining(optimizer: .adam(learningRate: 8e-3, beta2: 0.98), loss: .categoricalCrossentropy(labelSmoothing: 0.1))
        case .robust, .reader:
            KerasTraining(optimizer: .adam(learningRate: 3e-3), loss: .categoricalCrossentropy(labelSmoothing: 0.02))
        case .numbers: KerasTraining(optimizer: .adam(learningRate: 3e-3), loss: .ctc)
        }
    }

    /// Whether the network is calibrated on the validation samples, which therefore must not be the test samples.
    var isCalibrated: Bool { self == .reader }

    private var isAugmented: Bool { self == .robust || self == .reader }

    /// A new network.
    package func network(seed: UInt64, classCount: Int) -> Sequential {
        switch self {
        case .seed, .fast, .robust: .seedNetwork(seed: seed, classCount: classCount)
        case .reader: .readerNetwork(seed: seed)
        // A seed other than that of the lines. The usual width is one that it has.
        case .numbers: try! .numbersNetwork(seed: seed &+ 1)
        }
    }

    /// The generator of new samples from the training data; nil if they are used unchanged, or are not 28x28 bytes.
    /// - Parameter classCount: the number of the data's classes; the class for everything else comes after these.
    func augmentation(of data: Dataset, for model: Sequential, classCount: Int) -> (any SampleAugmentation)? {
        guard isAugmented else { return nil }
        let hasNonDigitClass = model.outputShape.count > classCount
        var augmentation = RobustAugmentation(data, nonDigitPart: hasNonDigitClass ? RobustAugmentation.usualNonDigitPart : 0)
        augmentation?.nonDigitLabel = classCount
        return augmentation
    }

    /// The expected fraction of non-digits among what is read: less than among the samples. Docs/ACCURACY.md explains its effect.
    private static let expectedNonDigitPart = 0.12

    /// The reader's network, calibrated on held-out samples by temperature scaling, and for the expected fraction of non-digits.
    /// - Parameter classCount: the number of the data's classes.
    func calibrated(_ model: Sequential, on held: Dataset, classCount: Int) throws(NetworkError) -> Sequential {
        let temperature = Temperature.best(
            probabilities: try model.predict(held), labels: held.labels, classCount: model.outputShape.count)
        let calibrated = try model.withTemperature(temperature)
        guard model.outputShape.count > classCount else { return calibrated }
        return try calibrated.withPart(
            ofClass: classCount, Self.expectedNonDigitPart, insteadOf: RobustAugmentation.lastNonDigitPart)
    }

    /// A network of this recipe as it was before it was calibrated for the expected fraction of non-digits, to continue its
    /// training; the temperature is fitted again.
    func uncalibrated(_ model: Sequential, classCount: Int) throws(NetworkError) -> Sequential {
        guard isCalibrated, model.outputShape.count > classCount else { return model }
        return try model.withPart(
            ofClass: classCount, RobustAugmentation.lastNonDigitPart, insteadOf: Self.expectedNonDigitPart)
    }
}

extension Recipe: LosslessStringConvertible {
    /// The recipe with a name; nil if there is none.
    public init?(_ name: String) { self.init(rawValue: name) }

    /// The recipe's name.
    public var description: String { rawValue }
}
