/// The events of a training.
public enum TrainingProgress: Sendable {
    /// A step is done.
    case step(StepReport)
    /// An epoch is done, its validation too.
    case epoch(EpochReport)
}

/// The progress of a training after a step.
public struct StepReport: Sendable {
    /// The epoch, from 1.
    public let epoch: Int
    /// The number of epochs.
    public let epochs: Int
    /// The step in this epoch, from 1.
    public let step: Int
    /// The number of steps in an epoch.
    public let steps: Int
    /// The mean loss over the epoch's samples so far.
    public let loss: Double
    /// The fraction of the epoch's samples so far that was right, 0 ... 1.
    public let accuracy: Double
    /// For each k of the trainer's `topK`, the fraction of these whose right class was among the k most likely.
    public let topK: [Double]
    /// Time since the epoch's start.
    public let elapsed: Duration
    /// The learning rate of the step.
    public let learningRate: Double

    /// The mean loss over the step's own samples.
    public let stepLoss: Double

    /// The results on the epoch's samples so far.
    package var result: EpochReport.Result { .init(loss: loss, accuracy: accuracy, topK: topK) }

    package init(
        epoch: Int, epochs: Int, step: Int, steps: Int, result: EpochReport.Result, elapsed: Duration,
        learningRate: Double = 0, stepLoss: Double = 0
    ) {
        self.epoch = epoch
        self.epochs = epochs
        self.step = step
        self.steps = steps
        (loss, accuracy, topK) = (result.loss, result.accuracy, result.topK)
        self.elapsed = elapsed
        self.learningRate = learningRate
        self.stepLoss = stepLoss
    }
}

/// The results of an epoch.
public struct EpochReport: Sendable, Equatable {
    /// A loss and an accuracy.
    public struct Result: Sendable, Equatable {
        /// The mean loss.
        public let loss: Double
        /// The fraction that was right, 0 ... 1.
        public let accuracy: Double
        /// For each k of the trainer's `topK`, the fraction whose right class was among the k most likely.
        public let topK: [Double]

        package init(loss: Double, accuracy: Double, topK: [Double] = []) {
            self.loss = loss
            self.accuracy = accuracy
            self.topK = topK
        }
    }
    /// The epoch, from 1.
    public let epoch: Int
    /// The number of epochs.
    public let epochs: Int
    /// Over the epoch's steps, while the weights changed, as Keras reports it.
    public let training: Result
    /// On the validation samples after the epoch.
    public internal(set) var validation: Result?
    /// The epoch's time, validation included.
    public internal(set) var duration: Duration
    /// The part of it that validation took.
    public internal(set) var validationDuration: Duration
    /// The learning rate of the epoch's last step.
    public let learningRate: Double

    package init(
        epoch: Int, epochs: Int, training: Result, validation: Result?, duration: Duration, validationDuration: Duration = .zero,
        learningRate: Double = 0
    ) {
        self.epoch = epoch
        self.epochs = epochs
        self.training = training
        self.validation = validation
        self.duration = duration
        self.validationDuration = validationDuration
        self.learningRate = learningRate
    }
}

extension EpochReport.Result {
    init(losses: [Float], classes: [Int32], labels: [UInt8]) {
        let right = zip(classes, labels).count { $0 == Int32($1) }
        self.init(
            loss: losses.reduce(0) { $0 + Double($1) } / Double(losses.count), accuracy: Double(right) / Double(labels.count))
    }
}
