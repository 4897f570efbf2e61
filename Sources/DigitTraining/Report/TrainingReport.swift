import DigitNN
import DigitText

/// The output of `digits train --json`.
public struct TrainingReport: Encodable, Sendable {
    /// One epoch.
    public struct Epoch: Encodable, Sendable {
        /// The epoch, from 1.
        public let epoch: Int
        /// Its time, validation included.
        public let seconds: Double
        /// The mean loss over its steps; nil if it is not a number.
        public let loss: Double?
        /// The fraction of its samples that was right, 0...1.
        public let accuracy: Double
        /// The same on the validation samples.
        public let valLoss: Double?
        /// The same on the validation samples.
        public let valAccuracy: Double?

        init(_ report: EpochReport) {
            epoch = report.epoch
            seconds = report.duration.inSeconds
            loss = report.training.loss.finite
            accuracy = report.training.accuracy
            valLoss = report.validation?.loss.finite
            valAccuracy = report.validation?.accuracy
        }
    }

    /// The effect of learning corrections.
    public struct CorrectionReport: Codable, Equatable, Sendable {
        /// The number of corrections.
        public let count: Int
        /// How often each occurred in an epoch.
        public let repeats: Int
        /// The fraction of the corrections that was read correctly before, 0...1.
        public let accuracyBefore: Double
        /// The same after.
        public let accuracyAfter: Double
        /// The fraction of the test samples that was read correctly before, 0...1.
        public let testAccuracyBefore: Double
        /// The same after.
        public let testAccuracyAfter: Double

        init(
            count: Int, repeats: Int, accuracyBefore: Double, accuracyAfter: Double, testAccuracyBefore: Double,
            testAccuracyAfter: Double
        ) {
            self.count = count
            self.repeats = repeats
            self.accuracyBefore = accuracyBefore
            self.accuracyAfter = accuracyAfter
            self.testAccuracyBefore = testAccuracyBefore
            self.testAccuracyAfter = testAccuracyAfter
        }

        /// Two lines that compare before and after.
        public var text: String {
            func line(_ name: String, _ before: Double, _ after: Double) -> String {
                "\(name): accuracy \(before.fixed(4)) before, \(after.fixed(4)) after"
            }
            return line(count.counted("correction"), accuracyBefore, accuracyAfter) + "\n"
                + line("Test data", testAccuracyBefore, testAccuracyAfter)
        }
    }

    /// Only if corrections were learned.
    public var corrections: CorrectionReport?
    /// Each epoch, in order.
    public var epochs: [Epoch]
    /// The fraction of the test images that is read correctly, 0...1.
    public var testAccuracy: Double
    /// The mean loss on the test images; nil if it is not a number.
    public var testLoss: Double?
    /// The same without label smoothing; nil if the training uses none.
    public var unsmoothedTestLoss: Double?
    /// The path of the run folder.
    public var output: String
    /// The path of the model.
    public var model: String
    /// The time of all epochs.
    public var seconds: Double
    /// The name of the recipe.
    public var recipe: String
    /// The seed of all random numbers.
    public var seed: UInt64
    /// The number of samples per step.
    public var batchSize: Int
    /// The learning rate, the highest one if it changed.
    public var learningRate: Double
    /// The number of the network's weights.
    public var parameters: Int
    /// The number of training samples.
    public var trainingCount: Int
    /// The number of test samples.
    public var testCount: Int
    /// The number of threads.
    public var threads: Int
    /// The instruction set that was used.
    public var instructionSet: String

    /// The loss on the test images as text, and that without label smoothing if some was used.
    public var testLossText: String {
        let loss = (testLoss ?? .nan).fixed(4)
        return unsmoothedTestLoss.map { "\(loss) (\($0.fixed(4)) without label smoothing)" } ?? loss
    }

    /// The path of the report, for people.
    public var page: String { "\(output.hasSuffix("/") ? output : output + "/")\(RunResults.pageName)" }

    init(
        corrections: CorrectionReport?, epochs: [Epoch], testAccuracy: Double, testLoss: Double?,
        unsmoothedTestLoss: Double?, output: String, model: String,
        seconds: Double, recipe: String,
        seed: UInt64, batchSize: Int, learningRate: Double, parameters: Int, trainingCount: Int, testCount: Int, threads: Int,
        instructionSet: String
    ) {
        self.corrections = corrections
        self.epochs = epochs
        self.testAccuracy = testAccuracy
        self.testLoss = testLoss
        self.unsmoothedTestLoss = unsmoothedTestLoss
        self.output = output
        self.model = model
        self.seconds = seconds
        self.recipe = recipe
        self.seed = seed
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.parameters = parameters
        self.trainingCount = trainingCount
        self.testCount = testCount
        self.threads = threads
        self.instructionSet = instructionSet
    }
}
