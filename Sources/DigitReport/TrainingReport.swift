import DigitNN

/// What `digits train --json` prints.
package struct TrainingReport: Encodable, Sendable {
    /// One epoch.
    package struct Epoch: Encodable, Sendable {
        let epoch: Int
        let seconds: Double
        let loss: Double?
        let accuracy: Double
        let valLoss: Double?
        let valAccuracy: Double?

        package init(_ report: EpochReport) {
            epoch = report.epoch
            seconds = report.duration.inSeconds
            loss = report.training.loss.finite
            accuracy = report.training.accuracy
            valLoss = report.validation?.loss.finite
            valAccuracy = report.validation?.accuracy
        }
    }

    /// What learning corrections has brought.
    package struct CorrectionReport: Codable, Equatable, Sendable {
        /// The number of corrections, and how often each was in an epoch.
        package let count: Int
        package let repeats: Int
        /// The parts of the corrections and of the test images that are read right before and after, 0 ... 1.
        package let accuracyBefore: Double
        package let accuracyAfter: Double
        package let testAccuracyBefore: Double
        package let testAccuracyAfter: Double

        package init(
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
        package var text: String {
            func line(_ name: String, _ before: Double, _ after: Double) -> String {
                "\(name): accuracy \(before.fixed(4)) before, \(after.fixed(4)) after"
            }
            return line(count.counted("correction"), accuracyBefore, accuracyAfter) + "\n"
                + line("Test images", testAccuracyBefore, testAccuracyAfter)
        }
    }

    /// Only where corrections were learned.
    package var corrections: CorrectionReport?
    /// Each epoch, in order.
    package var epochs: [Epoch]
    /// The part of the test images that is read right, 0 ... 1, and the mean loss on them.
    package var testAccuracy: Double
    package var testLoss: Double?
    /// The run folder and the model file in it.
    package var output: String
    package var model: String
    /// The time of all epochs.
    package var seconds: Double
    /// What the result depends on.
    package var recipe: String
    package var seed: UInt64
    package var batchSize: Int
    package var learningRate: Double
    package var parameters: Int
    package var trainingCount: Int
    package var testCount: Int
    /// What the time depends on.
    package var threads: Int
    package var instructionSet: String

    package init(
        epochs: [Epoch], testAccuracy: Double, testLoss: Double?, output: String, model: String, seconds: Double, recipe: String,
        seed: UInt64, batchSize: Int, learningRate: Double, parameters: Int, trainingCount: Int, testCount: Int, threads: Int,
        instructionSet: String
    ) {
        self.epochs = epochs
        self.testAccuracy = testAccuracy
        self.testLoss = testLoss
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
