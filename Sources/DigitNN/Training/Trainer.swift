import DigitData
import DigitTensor

/// How a network is trained. It does what Keras's `fit` does: every epoch in a new random order, the last short batch kept.
///
/// The same seed, data and kind of machine give the same weights bit for bit, whatever the number of threads.
public struct Trainer: Sendable {
    /// How gradients change weights.
    public var optimizer: Optimizer
    /// How the step size changes; constant as in Keras unless set.
    public var schedule: LearningRateSchedule = .constant
    /// Which layers are not trained to the end: all are unless set.
    public var freezing = LayerFreezing()
    /// Makes new samples of the training data each time they are seen; nil to take them as they are.
    public var augmentation: (any SampleAugmentation)?
    /// What the optimizer does besides its formula.
    public var options = OptimizerOptions()
    /// Whether the average that the options ask for takes the weights' place at the end, as in Keras's `fit`. Where a training is done in
    /// parts it does so after the last one, by `Sequential.takeAverage`.
    public var takesAverage = true
    /// Keeps gradients from being too large; nil for what the options say.
    public var clipping: GradientClipping?
    /// The decay of a moving average of the weights, such as 0.999: what is validated and results is then the average.
    /// Nil for the weights themselves.
    public var averageDecay: Double?
    /// The loss function to minimize.
    public var loss: Loss
    /// What the loss of each class's samples counts; nil for 1 each, as in Keras's `class_weight`.
    public var classWeights: [Float]?
    /// What the loss of each training sample counts; nil for 1 each, as in Keras's `sample_weight`.
    public var sampleWeights: [Float]?
    /// What the loss of each validation sample counts; nil for 1 each.
    public var validationWeights: [Float]?
    /// Numbers k of which reports tell how many samples have their right class among the k likeliest, as Keras's
    /// `TopKCategoricalAccuracy`.
    public var topK: [Int] = []
    /// Samples in a step.
    public var batchSize: Int
    /// Decides the order of the samples and the dropout masks.
    public var seed: UInt64
    /// The number of threads; nil for all processors that the process may use.
    public var threads: Int?

    /// A trainer; the defaults are those of the seed recipe.
    public init(
        optimizer: Optimizer = .adam(), loss: Loss = .categoricalCrossentropy(), batchSize: Int = 64, seed: UInt64 = 0,
        threads: Int? = nil
    ) {
        self.optimizer = optimizer
        self.loss = loss
        self.batchSize = batchSize
        self.seed = seed
        self.threads = threads
    }

    /// Trains for some epochs.
    ///
    /// - Parameters:
    ///   - model: the network; its weights are the result.
    ///   - training: the samples to learn from; their shape is the network's input shape.
    ///   - validation: samples to evaluate after each epoch.
    ///   - epochs: the number of passes over the training samples.
    ///   - state: the optimizer's state to continue from, and at the end the state to continue with.
    ///   - callbacks: told of each step and each epoch, in order.
    ///   - progress: the same for one closure. What it throws ends the training, and the model is as it was before.
    /// - Returns: a report for each epoch.
    /// - Throws: `NetworkError` if data and network do not fit; `TrainingError` if the loss is no longer a number;
    ///   what callbacks and `progress` throw.
    @discardableResult
    public func fit(
        _ model: inout Sequential, to training: Dataset, validation: Dataset? = nil, epochs: Int = 5,
        state: inout OptimizerState?, callbacks: [any TrainingCallback] = [],
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> [EpochReport] {
        let run = try Training(self, of: model, on: training, validation: validation, epochs: epochs, optimizer: state)
        try run.run(callbacks, progress: progress)
        model = run.model
        state = run.state.optimizer
        return run.history
    }

    /// The same without an optimizer's state to continue from.
    @discardableResult
    public func fit(
        _ model: inout Sequential, to training: Dataset, validation: Dataset? = nil, epochs: Int = 5,
        callbacks: [any TrainingCallback] = [], progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> [EpochReport] {
        var state: OptimizerState?
        return try fit(
            &model, to: training, validation: validation, epochs: epochs, state: &state, callbacks: callbacks, progress: progress)
    }
}
