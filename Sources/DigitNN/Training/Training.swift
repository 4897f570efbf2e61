import DigitData
import DigitTensor

/// One training from its first step to its last: what `Trainer.fit` runs and callbacks see.
public final class Training {
    /// How it is trained.
    public let trainer: Trainer
    /// The number of epochs that it is meant to take.
    public let epochs: Int
    /// The number of steps in an epoch.
    public let stepsPerEpoch: Int
    /// The epochs done.
    public private(set) var history: [EpochReport] = []

    /// How the network did on the validation samples after the last epoch; nil without any, and before.
    public private(set) var validationResult: Evaluation?

    private let architecture: Sequential
    private let data: Dataset
    private let validation: Dataset?
    private let batchSize: Int
    private let pool: ThreadPool
    private let plan: Plan
    private let engine: TrainingEngine
    private let slots: OptimizerSlots
    private let average: WeightAverage?
    private var epoch = EpochSums()
    private var isStopping = false

    /// A training that begins, or goes on where another left off.
    /// - Parameters:
    ///   - trainer: how to train.
    ///   - model: the network to begin with.
    ///   - data: the samples to learn from.
    ///   - validation: the samples to evaluate after each epoch.
    ///   - epochs: the number of passes over the samples, those of `state` included.
    ///   - optimizer: what the optimizer remembers from an earlier training.
    ///   - state: where to go on; its weights and optimizer then take the place of the model's and `optimizer`.
    /// - Throws: `NetworkError` if any of these do not fit each other.
    public init(
        _ trainer: Trainer, of model: Sequential, on data: Dataset, validation: Dataset? = nil, epochs: Int,
        optimizer: OptimizerState? = nil, resuming state: TrainingState? = nil
    ) throws(NetworkError) {
        let optimizer = state?.optimizer ?? optimizer
        try trainer.check(epochs: epochs, from: optimizer)
        try model.checkLabelled(data, "training")
        if let validation { try model.checkLabelled(validation, "validation") }
        var model = model
        if let state { try model.setWeights(state.weights) }
        (self.trainer, self.epochs, architecture, self.data, self.validation) = (trainer, epochs, model, data, validation)
        batchSize = min(trainer.batchSize, data.count)
        stepsPerEpoch = (data.count + batchSize - 1) / batchSize
        pool = ThreadPool(threads: trainer.threads)
        plan = Plan(model, training: true, lines: pool.threadCount > 1 ? SharedLines() : nil)
        engine = TrainingEngine(
            plan, loss: trainer.loss, batchSize: batchSize, pool: pool, augmentation: trainer.augmentation)
        slots = try OptimizerSlots(trainer.optimizer, plan.store, resuming: optimizer, of: model)
        average = trainer.averageDecay.map { [store = plan.store] in WeightAverage(decay: $0, of: store) }
        if let state { try resume(state) }
    }

    /// The network with its present weights, or their average where the trainer keeps one.
    public var model: Sequential {
        var model = architecture
        model.weights = plan.store.tensors(of: average?.buffer ?? plan.store.weights, for: model)
        return model
    }

    /// Where the training is: between two steps, or at the end of an epoch.
    public var state: TrainingState {
        TrainingState(
            history: history, step: epoch.step, lossSum: epoch.lossSum, rightCount: epoch.rightCount, elapsed: epoch.elapsed,
            weights: plan.store.tensors(of: plan.store.weights, for: architecture),
            averagedWeights: average.map { plan.store.tensors(of: $0.buffer, for: architecture) },
            optimizer: slots.state(plan.store, of: architecture))
    }

    /// Whether no step of the next epoch is done.
    public var isAtEpochEnd: Bool { epoch.step == 0 }

    /// Has the training end after the present epoch.
    public func stop() { isStopping = true }

    /// Trains to the end.
    /// - Throws: `TrainingError` if the loss is no longer a number; what callbacks and `progress` throw.
    public func run(
        _ callbacks: [any TrainingCallback] = [], progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws {
        for callback in callbacks { try callback.trainingBegan(self) }
        while history.count < epochs, !isStopping {
            try runEpoch { report in
                try progress(.step(report))
                for callback in callbacks { try callback.stepEnded(report, self) }
            }
            let report = try finishEpoch()
            try progress(.epoch(report))
            for callback in callbacks { try callback.epochEnded(report, self) }
        }
    }

    private func resume(_ state: TrainingState) throws(NetworkError) {
        guard state.history.count <= epochs, (0...stepsPerEpoch).contains(state.step), state.step <= state.optimizer.iteration
        else {
            throw NetworkError(
                "a state within \(epochs) epochs of \(stepsPerEpoch) steps expected, got step \(state.step) of epoch \(state.history.count + 1)"
            )
        }
        history = state.history
        epoch = EpochSums(
            step: state.step, lossSum: state.lossSum, rightCount: state.rightCount, start: .now - state.elapsed)
        guard (state.averagedWeights == nil) == (average == nil) else {
            throw NetworkError("averaged weights expected with a decay of the average, and only then")
        }
        guard let average, let averaged = state.averagedWeights else { return }
        var check = architecture
        try check.setWeights(averaged)
        plan.store.fill(average.buffer, from: averaged)
    }

    // MARK: An epoch

    /// What is known of the epoch under way.
    private struct EpochSums {
        var step = 0
        var lossSum = 0.0
        var rightCount = 0
        var start = ContinuousClock.now
        var elapsed: Duration { step == 0 ? .zero : ContinuousClock.now - start }
    }

    private func runEpoch(_ report: (StepReport) throws -> Void) throws {
        if epoch.step == 0 { epoch = EpochSums() }
        // An epoch is named by the steps taken before it, so that a training that goes on does not repeat an order.
        let ordinal = (slots.iteration - epoch.step) / stepsPerEpoch
        var shuffle = Philox(seed: trainer.seed, stream: .shuffle, index: UInt32(truncatingIfNeeded: ordinal))
        let order = shuffle.permutation(data.count)
        while epoch.step < stepsPerEpoch {
            let samples = order[epoch.step * batchSize..<min((epoch.step + 1) * batchSize, data.count)]
            let rate = learningRate(atStep: epoch.step)
            engine.freeze(layers: trainer.freezing.count(atStep: stepsTaken, of: stepsInAll))
            let loss = try runStep(samples, learningRate: rate)
            try report(
                StepReport(
                    epoch: history.count + 1, epochs: epochs, step: epoch.step, steps: stepsPerEpoch,
                    loss: epoch.lossSum / Double(samples.endIndex), accuracy: Double(epoch.rightCount) / Double(samples.endIndex),
                    elapsed: epoch.elapsed, learningRate: rate, stepLoss: loss / Double(samples.count)))
        }
    }

    private var stepsTaken: Int { history.count * stepsPerEpoch + epoch.step }
    private var stepsInAll: Int { epochs * stepsPerEpoch }

    private func learningRate(atStep step: Int) -> Double {
        let factor = trainer.schedule.factor(
            atStep: history.count * stepsPerEpoch + step, of: stepsInAll, history: history)
        return trainer.optimizer.learningRate * factor
    }

    /// - Returns: the sum of the samples' losses.
    private func runStep(_ samples: ArraySlice<UInt32>, learningRate: Double) throws(TrainingError) -> Double {
        let weights = plan.store.weights.base
        let rule = UpdateRule(trainer.optimizer, learningRate: learningRate, iteration: slots.iteration)
        let share = average?.share(afterSteps: slots.iteration + 1) ?? 0
        let ordinal = UInt64(slots.iteration * batchSize)
        let result = engine.step(
            data, samples: samples, ordinal: ordinal, seed: trainer.seed, progress: Double(stepsTaken) / Double(stepsInAll),
            clipping: trainer.clipping
        ) {
            rule.apply(to: $0, weights: weights, gradient: $1, slots: slots.pointers)
            average?.add(weights, in: $0, share: share)
        }
        for slot in plan.store.slots.joined() where !slot.isTrainable || engine.isFrozen(slot) {
            average?.add(weights, in: slot.range, share: share)
        }
        slots.iteration += 1
        epoch.step += 1
        guard result.loss.isFinite else { throw .lossIsNotFinite(epoch: history.count + 1, step: epoch.step) }
        epoch.lossSum += result.loss
        epoch.rightCount += result.right
        return result.loss
    }

    private func finishEpoch() throws(TrainingError) -> EpochReport {
        // The loss of a step is that before its update, so the last update has not been seen yet.
        guard plan.store.isFinite else { throw .weightsAreNotFinite(epoch: history.count + 1) }
        let start = ContinuousClock.now
        let count = Double(data.count)
        var report = EpochReport(
            epoch: history.count + 1, epochs: epochs,
            training: .init(loss: epoch.lossSum / count, accuracy: Double(epoch.rightCount) / count), validation: nil,
            duration: .zero, learningRate: learningRate(atStep: stepsPerEpoch - 1))
        if let validation {
            let inference = InferenceEngine(average == nil ? plan : Plan(model, training: false), pool: pool)
            let result = inference.evaluation(of: validation, loss: trainer.loss)
            report.validation = .init(loss: result.loss, accuracy: result.accuracy)
            validationResult = result
        }
        report.duration = epoch.elapsed
        report.validationDuration = ContinuousClock.now - start
        history.append(report)
        epoch = EpochSums()
        return report
    }
}
