/// Receives a training's progress and may inspect it or end it. What it throws ends the training at once.
///
/// What follows from the epochs so far (`Training.history`) needs no state here, and is right after a training was resumed.
public protocol TrainingCallback {
    /// Called before the first step, even if the training continues from the end of an epoch or within one.
    func trainingBegan(_ training: Training) throws
    /// Called after each step.
    func stepEnded(_ report: StepReport, _ training: Training) throws
    /// Called after each epoch and its validation.
    func epochEnded(_ report: EpochReport, _ training: Training) throws
}

extension TrainingCallback {
    /// Does nothing.
    public func trainingBegan(_ training: Training) throws {}
    /// Does nothing.
    public func stepEnded(_ report: StepReport, _ training: Training) throws {}
    /// Does nothing.
    public func epochEnded(_ report: EpochReport, _ training: Training) throws {}
}

/// Calls closures.
public struct ClosureCallback: TrainingCallback {
    private let onStep: (StepReport, Training) throws -> Void
    private let onEpoch: (EpochReport, Training) throws -> Void

    /// A callback that does what the closures do.
    public init(
        onStep: @escaping (StepReport, Training) throws -> Void = { _, _ in },
        onEpoch: @escaping (EpochReport, Training) throws -> Void = { _, _ in }
    ) {
        self.onStep = onStep
        self.onEpoch = onEpoch
    }

    /// Calls the closure for steps.
    public func stepEnded(_ report: StepReport, _ training: Training) throws { try onStep(report, training) }
    /// Calls the closure for epochs.
    public func epochEnded(_ report: EpochReport, _ training: Training) throws { try onEpoch(report, training) }
}

/// Ends a training that no longer improves, as Keras's EarlyStopping.
public struct EarlyStopping: TrainingCallback {
    private let monitor: Monitor
    private let patience: Int
    private let minimumDelta: Double

    /// - Parameters:
    ///   - monitor: the metric to watch.
    ///   - patience: how many epochs in a row may pass without an improvement.
    ///   - minimumDelta: the least change that counts as an improvement.
    public init(monitor: Monitor = .validationLoss, patience: Int, minimumDelta: Double = 0) {
        (self.monitor, self.patience, self.minimumDelta) = (monitor, patience, minimumDelta)
    }

    /// Ends a training that was resumed although its patience was exhausted.
    public func trainingBegan(_ training: Training) { if training.isAtEpochEnd { check(training) } }

    /// Ends the training if the patience is exhausted.
    public func epochEnded(_ report: EpochReport, _ training: Training) { check(training) }

    private func check(_ training: Training) {
        guard let best = monitor.bestIndex(in: training.history, by: minimumDelta) else { return }
        if training.history.count - 1 - best >= max(patience, 1) { training.stop() }
    }
}

/// Saves the model of the best epoch, as Keras's ModelCheckpoint with `save_best_only`.
public struct BestModel: TrainingCallback {
    private let monitor: Monitor
    private let save: (Sequential, EpochReport) throws -> Void

    /// - Parameters:
    ///   - monitor: the metric to watch.
    ///   - save: receives the model after each epoch that is better than all before.
    public init(monitor: Monitor = .validationLoss, save: @escaping (Sequential, EpochReport) throws -> Void) {
        (self.monitor, self.save) = (monitor, save)
    }

    /// Passes on the model if the epoch was the best.
    public func epochEnded(_ report: EpochReport, _ training: Training) throws {
        if monitor.bestIndex(in: training.history) == training.history.count - 1 { try save(training.model, report) }
    }
}
