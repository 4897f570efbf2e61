import DigitData
import DigitTensor

/// One training from its first step to its last: what `Trainer.fit` runs and callbacks access.
public final class Training {
    /// How it is trained.
    public let trainer: Trainer
    /// The planned number of epochs.
    public let epochs: Int
    /// The number of steps in an epoch.
    public var stepsPerEpoch: Int { batches.stepsPerEpoch }
    /// The completed epochs.
    public private(set) var history: [EpochReport] = []

    /// The results on the validation samples after the last epoch; nil without validation, before that, and for sequences.
    public var validationResult: Evaluation? { isFinal ? nil : batches.evaluation }

    private let architecture: Sequential
    private let batches: any TrainingBatches
    private let slots: OptimizerSlots
    private let average: WeightAverage?
    private var epoch = EpochSums()
    private var isStopping = false
    /// Whether the average that the optimizer's options ask for has replaced the weights.
    private var isFinal = false

    /// A training that begins, or continues an earlier one.
    /// - Parameters:
    ///   - trainer: how to train.
    ///   - model: the network to begin with.
    ///   - data: the samples to learn from.
    ///   - validation: the samples to evaluate after each epoch.
    ///   - epochs: the number of passes over the samples, those of `state` included.
    ///   - optimizer: the optimizer's state from an earlier training.
    ///   - state: where to continue; its weights and optimizer then replace the model's and `optimizer`.
    /// - Throws: `NetworkError` if any of these do not fit each other.
    public convenience init(
        _ trainer: Trainer, of model: Sequential, on data: Dataset, validation: Dataset? = nil, epochs: Int,
        optimizer: OptimizerState? = nil, resuming state: TrainingState? = nil
    ) throws(NetworkError) {
        try trainer.check(epochs: epochs, from: state?.optimizer ?? optimizer)
        try trainer.loss.checkTakesClasses()
        try model.checkLabelled(data, "training")
        try trainer.checkWeights(data, validation: validation, classCount: model.outputShape.count)
        if let validation { try model.checkLabelled(validation, "validation") }
        try self.init(trainer, of: model, epochs: epochs, optimizer: optimizer, resuming: state) { model, pool in
            DatasetBatches(data, validation: validation, model: model, trainer: trainer, pool: pool)
        }
    }

    /// A training of a network that reads sequences, with the loss of connectionist temporal classification, that begins or
    /// continues an earlier one.
    /// - Parameters:
    ///   - trainer: how to train; the loss is always `ctc`, and its augmentation and `topK` are not used. A batch has its batch
    ///     size, or fewer strips if they are wider than 192 columns, in inverse proportion to the width.
    ///   - model: the network to begin with, for strips of any width: input (height, width, 1), output (time steps, classes) by a
    ///     softmax, class 0 the blank.
    ///   - source: generates the samples.
    ///   - epochs: the number of epochs, those of `state` included.
    ///   - state: where to continue; its weights and optimizer then replace the model's.
    /// - Throws: `NetworkError` if any of these do not fit each other.
    public convenience init(
        _ trainer: Trainer, of model: Sequential, on source: SequenceSource, epochs: Int, resuming state: TrainingState? = nil
    ) throws(NetworkError) {
        try trainer.check(epochs: epochs, from: state?.optimizer)
        try self.init(trainer, of: model, epochs: epochs, optimizer: nil, resuming: state) { model, pool throws(NetworkError) in
            try SequenceBatches(source, model: model, trainer: trainer, pool: pool)
        }
    }

    private init(
        _ trainer: Trainer, of model: Sequential, epochs: Int, optimizer: OptimizerState?, resuming state: TrainingState?,
        batches: (Sequential, ThreadPool) throws(NetworkError) -> any TrainingBatches
    ) throws(NetworkError) {
        var model = model
        if let state { try model.setWeights(state.weights) }
        (self.trainer, self.epochs, architecture) = (trainer, epochs, model)
        self.batches = try batches(model, ThreadPool(threads: trainer.threads))
        let store = self.batches.store
        slots = try OptimizerSlots(trainer.optimizer, trainer.options, store, resuming: state?.optimizer ?? optimizer, of: model)
        average = trainer.averageDecay.map { WeightAverage(decay: $0, of: store) }
        if let state { try resume(state) }
    }

    /// The network with its present weights, or their average if the trainer keeps one.
    public var model: Sequential {
        var model = architecture
        model.weights = store.tensors(of: average?.buffer ?? store.weights, for: model)
        return model
    }

    /// The state of the training, between two steps or at the end of an epoch.
    public var state: TrainingState {
        TrainingState(
            history: history, step: epoch.step, lossSum: epoch.lossSum, rightCount: epoch.rightCount,
            withinCounts: epoch.withinCounts,
            elapsed: epoch.elapsed,
            weights: store.tensors(of: store.weights, for: architecture),
            averagedWeights: average.map { store.tensors(of: $0.buffer, for: architecture) },
            optimizer: slots.state(store, of: architecture))
    }

    private var store: ParameterStore { batches.store }

    /// Whether no step of the next epoch has been done.
    public var isAtEpochEnd: Bool { epoch.step == 0 }

    /// Ends the training after the present epoch.
    public func stop() { isStopping = true }

    /// Trains to the end.
    /// - Throws: `TrainingError` if the loss is no longer finite; what callbacks and `progress` throw.
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
        takeAverage()
    }

    /// At the end of a training, as in Keras's `fit`, the average that the optimizer's options ask for replaces the weights.
    private func takeAverage() {
        guard trainer.takesAverage, let average = slots.average, slots.iteration > 0 else { return }
        for slot in store.slots.joined() where slot.isTrainable {
            (store.weights.base + slot.offset).update(from: average.base + slot.offset, count: slot.count)
        }
        store.version += 1
        isFinal = true
    }

    private func resume(_ state: TrainingState) throws(NetworkError) {
        guard state.history.count <= epochs, (0...stepsPerEpoch).contains(state.step), state.step <= state.optimizer.iteration
        else {
            throw NetworkError(
                "a state within \(epochs) epochs of \(stepsPerEpoch) steps expected, got step \(state.step) of epoch \(state.history.count + 1)"
            )
        }
        guard state.step == 0 || state.withinCounts.count == trainer.topK.count else {
            throw NetworkError("a state with \(trainer.topK.count) counts of top k expected, got \(state.withinCounts.count)")
        }
        history = state.history
        epoch = EpochSums(
            step: state.step, lossSum: state.lossSum, rightCount: state.rightCount, withinCounts: state.withinCounts,
            start: .now - state.elapsed)
        guard (state.averagedWeights == nil) == (average == nil) else {
            throw NetworkError("averaged weights expected if, and only if, a decay of the average is set")
        }
        guard let average, let averaged = state.averagedWeights else { return }
        var check = architecture
        try check.setWeights(averaged)
        store.fill(average.buffer, from: averaged)
    }

    // MARK: An epoch

    /// The results of the epoch under way.
    private struct EpochSums {
        var step = 0
        var lossSum = 0.0
        var rightCount = 0
        /// For each k of the trainer's `topK`, the number of samples whose right class was among the k most likely.
        var withinCounts: [Int] = []
        var start = ContinuousClock.now
        var elapsed: Duration { step == 0 ? .zero : ContinuousClock.now - start }
    }

    /// The mean results of the epoch's samples so far.
    private var result: EpochReport.Result {
        let count = Double(batches.sampleCount(ofSteps: epoch.step, inEpoch: ordinal))
        return .init(
            loss: epoch.lossSum / count, accuracy: Double(epoch.rightCount) / count,
            topK: epoch.withinCounts.map { Double($0) / count })
    }

    private func runEpoch(_ report: (StepReport) throws -> Void) throws {
        if epoch.step == 0 { epoch = EpochSums() }
        while epoch.step < stepsPerEpoch {
            let rate = learningRate(atStep: epoch.step)
            let loss = try runStep(learningRate: rate)
            try report(
                StepReport(
                    epoch: history.count + 1, epochs: epochs, step: epoch.step, steps: stepsPerEpoch, result: result,
                    elapsed: epoch.elapsed, learningRate: rate, stepLoss: loss))
        }
    }

    /// An epoch is identified by the number of steps taken before it, so that a training that continues does not repeat an order.
    private var ordinal: Int { (slots.iteration - epoch.step) / stepsPerEpoch }

    private var stepsTaken: Int { history.count * stepsPerEpoch + epoch.step }
    private var stepsInAll: Int { epochs * stepsPerEpoch }

    private func learningRate(atStep step: Int) -> Double {
        let factor = trainer.schedule.factor(
            atStep: history.count * stepsPerEpoch + step, of: stepsInAll, history: history)
        let rate = trainer.options.schedule?.rate(atStep: slots.iteration - epoch.step + step) ?? trainer.optimizer.learningRate
        return rate * factor
    }

    /// The moving average of the weights that the optimizer's options ask for, at a step.
    private struct OptionalAverage {
        let buffer: Floats
        let momentum: Float
        let overwrites: Bool

        func apply(to range: Range<Int>, weights: Floats) {
            for i in range {
                buffer[i] = momentum * buffer[i] + (1 - momentum) * weights[i]
                if overwrites { weights[i] = buffer[i] }
            }
        }
    }

    /// - Parameter updates: the number of updates before this step.
    private func optionalAverage(_ updates: Int) -> OptionalAverage? {
        guard let buffer = slots.average, let averaging = trainer.options.averaging else { return nil }
        return OptionalAverage(
            buffer: buffer.base, momentum: updates == 0 ? 0 : Float(averaging.momentum),
            overwrites: averaging.overwritesEvery.map { (updates + 1) % $0 == 0 } ?? false)
    }

    /// - Returns: the mean of the samples' losses.
    private func runStep(learningRate: Double) throws(TrainingError) -> Double {
        let weights = store.weights.base
        let options = trainer.options
        let updates = slots.iteration / (options.accumulationSteps ?? 1)
        let rule = UpdateRule(
            trainer.optimizer, learningRate: learningRate, iteration: updates,
            decayed: DecayedWeights(options, store, architecture.parameters, learningRate: learningRate))
        let accumulation = slots.gradientSum.map { sum in
            let steps = options.accumulationSteps ?? 1
            return GradientAccumulation(sum: sum.base, steps: steps, completes: (slots.iteration + 1) % steps == 0)
        }
        let (isUpdate, optionalAverage) = (accumulation?.completes ?? true, optionalAverage(updates))
        let share = average?.share(afterSteps: slots.iteration + 1) ?? 0
        let (engine, objective, count) = batches.prepare(step: epoch.step, ofEpoch: ordinal)
        engine.freeze(layers: trainer.freezing.count(atStep: stepsTaken, of: stepsInAll))
        let result = engine.step(
            count: count, ordinal: UInt64(slots.iteration * batches.batchSize), seed: trainer.seed,
            progress: Double(stepsTaken) / Double(stepsInAll), clipping: trainer.clipping ?? options.clipping,
            accumulation: accumulation
        ) {
            if isUpdate { rule.apply(to: $0, weights: weights, gradient: $1, slots: slots.pointers) }
            optionalAverage?.apply(to: $0, weights: weights)
            average?.add(weights, in: $0, share: share)
        }
        for slot in store.slots.joined() where !slot.isTrainable || engine.isFrozen(slot) {
            average?.add(weights, in: slot.range, share: share)
        }
        slots.iteration += 1
        epoch.step += 1
        if let failure = objective.failure { throw failure }
        guard result.loss.isFinite else { throw .lossIsNotFinite(epoch: history.count + 1, step: epoch.step) }
        epoch.lossSum += result.loss
        epoch.rightCount += result.right
        epoch.withinCounts = epoch.withinCounts.isEmpty ? result.within : zip(epoch.withinCounts, result.within).map(+)
        return result.loss / Double(count)
    }

    private func finishEpoch() throws(TrainingError) -> EpochReport {
        // The loss of a step is that before its update, so the last update has not been checked yet.
        guard store.isFinite else { throw .weightsAreNotFinite(epoch: history.count + 1) }
        let start = ContinuousClock.now
        var report = EpochReport(
            epoch: history.count + 1, epochs: epochs, training: result, validation: nil, duration: .zero,
            learningRate: learningRate(atStep: stepsPerEpoch - 1))
        report.validation = try batches.validate(averaged: average == nil ? nil : model)
        report.duration = epoch.elapsed
        report.validationDuration = ContinuousClock.now - start
        history.append(report)
        epoch = EpochSums()
        return report
    }
}
