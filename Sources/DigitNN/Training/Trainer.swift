import DigitData
import DigitTensor

/// Trains a network as Keras's `fit` does: every epoch in a new random order, the last short batch kept.
///
/// The same seed, data and kind of machine give the same weights bit for bit, whatever the number of threads.
public struct Trainer: Sendable {
    /// How gradients change weights.
    public var optimizer: Optimizer
    /// How the step size changes; constant as in Keras unless set.
    public var schedule: LearningRateSchedule = .constant
    /// What is made small.
    public var loss: Loss
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
    ///   - state: the optimizer's state to go on from, and at the end the state to go on with.
    ///   - progress: told of each step and each epoch. What it throws ends the training, and the model is as it was before.
    /// - Returns: a report for each epoch.
    /// - Throws: `NetworkError` if data and network do not fit; `TrainingError` if the loss is no longer a number;
    ///   what `progress` throws.
    @discardableResult
    public func fit(
        _ model: inout Sequential, to training: Dataset, validation: Dataset? = nil, epochs: Int = 5,
        state: inout OptimizerState?, progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> [EpochReport] {
        try check(epochs: epochs, from: state)
        try check(model, training, "training")
        if let validation { try check(model, validation, "validation") }
        let pool = ThreadPool(threads: threads)
        let plan = Plan(model, training: true)
        let batchSize = min(batchSize, training.count)
        let engine = TrainingEngine(plan, loss: loss, batchSize: batchSize, pool: pool)
        let inference = InferenceEngine(plan, pool: pool)
        let slots = try OptimizerSlots(optimizer, plan.store, resuming: state, of: model)

        var reports: [EpochReport] = []
        for epoch in 0..<epochs {
            let start = ContinuousClock.now
            var totals = try trainEpoch(epoch, of: epochs, batchSize, engine, slots, training, start, progress)
            // The loss of a step is that before its update, so the last update has not been seen yet.
            guard plan.store.isFinite else { throw TrainingError.weightsAreNotFinite(epoch: epoch + 1) }
            if let validation {
                let (losses, classes) = inference.evaluate(validation, loss: loss)
                totals.validation = EpochReport.Result(losses: losses, classes: classes, labels: validation.labels)
            }
            totals.duration = ContinuousClock.now - start
            reports.append(totals)
            try progress(.epoch(totals))
        }
        try model.setWeights(plan.store.tensors(of: plan.store.weights, for: model))
        state = slots.state(plan.store, of: model)
        return reports
    }

    /// The same without an optimizer's state to go on from.
    @discardableResult
    public func fit(
        _ model: inout Sequential, to training: Dataset, validation: Dataset? = nil, epochs: Int = 5,
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> [EpochReport] {
        var state: OptimizerState?
        return try fit(&model, to: training, validation: validation, epochs: epochs, state: &state, progress: progress)
    }

    private func trainEpoch(
        _ epoch: Int, of epochs: Int, _ batchSize: Int, _ engine: TrainingEngine, _ slots: OptimizerSlots, _ training: Dataset,
        _ start: ContinuousClock.Instant, _ progress: (TrainingProgress) throws -> Void
    ) throws -> EpochReport {
        // An epoch is named by the steps taken before it, so that a training that goes on does not repeat an order.
        let stepCount = (training.count + batchSize - 1) / batchSize
        var shuffle = Philox(seed: seed, stream: .shuffle, index: UInt32(truncatingIfNeeded: slots.iteration / stepCount))
        let order = shuffle.permutation(training.count)
        let weights = engine.plan.store.weights.base
        var (lossSum, rightCount) = (0.0, 0)
        for step in 0..<stepCount {
            let samples = order[step * batchSize..<min((step + 1) * batchSize, training.count)]
            let factor = schedule.factor(atStep: epoch * stepCount + step, of: epochs * stepCount)
            let rule = UpdateRule(optimizer, learningRate: optimizer.learningRate * factor, iteration: slots.iteration)
            let result = engine.step(training, samples: samples, ordinal: UInt64(slots.iteration * batchSize), seed: seed) {
                rule.apply(to: $0, weights: weights, gradient: $1, slots: slots.pointers)
            }
            slots.iteration += 1
            guard result.loss.isFinite else { throw TrainingError.lossIsNotFinite(epoch: epoch + 1, step: step + 1) }
            lossSum += result.loss
            rightCount += result.right
            let seen = samples.endIndex
            try progress(
                .step(
                    StepReport(
                        epoch: epoch + 1, epochs: epochs, step: step + 1, steps: stepCount, loss: lossSum / Double(seen),
                        accuracy: Double(rightCount) / Double(seen), elapsed: ContinuousClock.now - start)))
        }
        return EpochReport(
            epoch: epoch + 1, epochs: epochs,
            training: .init(loss: lossSum / Double(training.count), accuracy: Double(rightCount) / Double(training.count)),
            validation: nil, duration: .zero)
    }

    private func check(epochs: Int, from state: OptimizerState?) throws(NetworkError) {
        let largest = 1 << 31
        guard (0...largest).contains(epochs) else { throw NetworkError("epochs of 0...\(largest) expected, got \(epochs)") }
        guard batchSize > 0 else { throw NetworkError("a batch size of at least 1 expected, got \(batchSize)") }
        if let steps = state?.iteration, !(0...largest).contains(steps) {
            throw NetworkError("optimizer state: 0...\(largest) steps taken expected, got \(steps)")
        }
    }

    private func check(_ model: Sequential, _ data: Dataset, _ label: String) throws(NetworkError) {
        try model.checkInput(data, label)
        guard data.count > 0 else { throw NetworkError("\(label) data: at least 1 sample expected, got none") }
        guard model.outputShape.rank == 1, model.outputShape.count >= data.classCount else {
            throw NetworkError(
                "\(label) data has \(data.classCount) classes, but the network's output has shape \(model.outputShape)")
        }
    }
}

extension Sequential {
    /// Checks that a dataset's samples are what the network takes.
    func checkInput(_ data: Dataset, _ label: String) throws(NetworkError) {
        guard data.shape.count == inputShape.count else {
            throw NetworkError("\(label) data: samples of shape \(inputShape) expected, got \(data.shape)")
        }
    }
}

extension ParameterStore {
    /// Whether every weight is a finite number.
    fileprivate var isFinite: Bool {
        var sum: Float = 0
        // 0 * x is 0 for a finite x only.
        for i in 0..<weights.count { sum += 0 * weights.base[i] }
        return sum == 0
    }
}

/// Why a training ended early.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    /// The loss became infinite or not a number at a step, both counted from 1.
    case lossIsNotFinite(epoch: Int, step: Int)
    /// A weight became infinite or not a number by the end of an epoch, counted from 1.
    case weightsAreNotFinite(epoch: Int)

    public var description: String {
        switch self {
        case .lossIsNotFinite(let epoch, let step):
            "the loss is not a number any more at step \(step) of epoch \(epoch); a smaller learning rate may help"
        case .weightsAreNotFinite(let epoch):
            "the weights are not numbers any more after epoch \(epoch); a smaller learning rate may help"
        }
    }
}
