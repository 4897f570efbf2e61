import DigitData
import DigitTensor

/// How a network is trained, like Keras's `fit`: every epoch in a new random order, with the last short batch kept.
///
/// The same seed, data and kind of machine give the same weights bit for bit, whatever the number of threads.
public struct Trainer: Sendable {
    /// The optimizer.
    public var optimizer: Optimizer
    /// How the learning rate changes; constant by default, as in Keras.
    public var schedule: LearningRateSchedule = .constant
    /// Which layers are frozen before the end; none by default.
    public var freezing = LayerFreezing()
    /// Makes new samples of the training data each time they are seen; nil to use them unchanged.
    public var augmentation: (any SampleAugmentation)?
    /// The optimizer's options besides its formula.
    public var options = OptimizerOptions()
    /// Whether the average that the options ask for replaces the weights at the end, as in Keras's `fit`. If a training is done
    /// in parts, `Sequential.takeAverage` does so after the last one.
    public var takesAverage = true
    /// The limit on gradients; nil for that of the options.
    public var clipping: GradientClipping?
    /// The decay of a moving average of the weights, such as 0.999: the average is then validated and is the result. Nil for the
    /// weights themselves.
    public var averageDecay: Double?
    /// The loss function to minimize.
    public var loss: Loss
    /// The loss weight of each class; nil for 1 each, as in Keras's `class_weight`.
    public var classWeights: [Float]?
    /// The loss weight of each training sample; nil for 1 each, as in Keras's `sample_weight`.
    public var sampleWeights: [Float]?
    /// The loss weight of each validation sample; nil for 1 each.
    public var validationWeights: [Float]?
    /// Values of k: reports give the fraction of samples whose right class is among the k most likely, as Keras's
    /// `TopKCategoricalAccuracy`.
    public var topK: [Int] = []
    /// The number of samples per step.
    public var batchSize: Int
    /// Determines the order of the samples and the dropout masks.
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
    ///   - state: the optimizer's state to continue from; on return, the state to continue with.
    ///   - callbacks: called after each step and each epoch, in order.
    ///   - progress: the same for one closure. What it throws ends the training, and the model stays as it was before.
    /// - Returns: a report for each epoch.
    /// - Throws: `NetworkError` if data and network do not match; `TrainingError` if the loss is no longer finite; what callbacks
    ///   and `progress` throw.
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
