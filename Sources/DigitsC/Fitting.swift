public import CDigits
import DigitData
import DigitKeras
import DigitNN

// Training for C: digits_model_fit, and in parts.

@c @implementation
public func digits_model_fit(
    _ model: digits_model, _ training: digits_dataset, _ validation: digits_dataset,
    _ options: UnsafePointer<digits_fit_options>?, _ last: UnsafeMutablePointer<digits_progress>?
) -> digits_status {
    fit(model, training, validation, options, last, takesAverage: true)
}

@c @implementation
public func digits_model_fit_part(
    _ model: digits_model, _ training: digits_dataset, _ validation: digits_dataset,
    _ options: UnsafePointer<digits_fit_options>?, _ last: UnsafeMutablePointer<digits_progress>?
) -> digits_status {
    fit(model, training, validation, options, last, takesAverage: false)
}

@c @implementation
public func digits_model_take_average(_ model: digits_model) -> digits_status {
    answering {
        let entry = try modelEntry(model)
        try entry.whileLocked {
            try entry.checkIsNotTraining()
            guard let training = entry.training else { throw notCompiled }
            try entry.change { try $0.takeAverage(training.options, from: training.optimizerState) }
        }
    }
}

/// - Parameter takesAverage: whether this is the end of the training, at which an average kept by the optimizer replaces the
///   weights.
private func fit(
    _ model: digits_model, _ training: digits_dataset, _ validation: digits_dataset,
    _ options: UnsafePointer<digits_fit_options>?, _ last: UnsafeMutablePointer<digits_progress>?, takesAverage: Bool
) -> digits_status {
    answering {
        let options = try required(options, "options").pointee
        let entry = try modelEntry(model)
        let data = try DatasetUse(training)
        defer { data.end() }
        let validationData = validation == 0 ? nil : try DatasetUse(validation)
        defer { validationData?.end() }
        var fitting = try Fitting(entry, options, weights: data.weights, validationWeights: validationData?.weights)
        fitting.trainer.takesAverage = takesAverage
        defer { fitting.end() }
        try fitting.run(data.dataset, validationData?.dataset, last)
    }
}

/// One call of `digits_model_fit`. It works on a copy of the model, so that others can use the model in the meantime.
private struct Fitting {
    private let entry: ModelEntry
    private let options: digits_fit_options
    var trainer: Trainer
    private let model: Sequential
    private let optimizer: OptimizerState?

    init(_ entry: ModelEntry, _ options: digits_fit_options, weights: [Float]?, validationWeights: [Float]?) throws {
        guard (1...1_000_000).contains(options.epochs), (1...1 << 24).contains(options.batch_size) else {
            throw Failure(
                DIGITS_INVALID_ARGUMENT,
                "epochs and a batch size of at least 1 expected, got \(options.epochs) and \(options.batch_size)")
        }
        let threads = try threadCount(options.threads)
        let (model, training) = try entry.whileLocked {
            guard let training = entry.training else { throw notCompiled }
            try entry.checkIsNotTraining()
            entry.isTraining = true
            entry.progress = nil
            return (entry.model, training)
        }
        self.entry = entry
        self.options = options
        self.model = model
        optimizer = training.optimizerState
        trainer = Trainer(
            optimizer: training.optimizer, loss: training.loss, batchSize: Int(options.batch_size), seed: options.seed,
            threads: threads)
        trainer.options = training.options
        (trainer.sampleWeights, trainer.validationWeights) = (weights, validationWeights)
        trainer.topK = training.metrics.compactMap(\.topK)
    }

    func end() { try? entry.whileLocked { entry.isTraining = false } }

    func run(_ data: Dataset, _ validation: Dataset?, _ last: UnsafeMutablePointer<digits_progress>?) throws {
        let training = try Training(
            trainer, of: model, on: data, validation: validation, epochs: Int(options.epochs), optimizer: optimizer)
        var reporter = ProgressReporter(
            interval: options.interval, callback: options.callback, context: options.context)
        defer { last?.pointee = reporter.latest }
        do {
            try training.run { progress in
                if case .epoch = progress { try keep(training) }
                try keep(progress)
                if !reporter.report(progress) { throw Failure(DIGITS_STOPPED, "the training was stopped") }
            }
            // The optimizer's average may have replaced the weights at the end.
            if trainer.takesAverage, trainer.options.averaging != nil { try keep(training) }
        } catch let failure as Failure where failure.status == DIGITS_STOPPED {
            try keep(training)
            throw failure
        }
    }

    /// Tells the model the progress of the training.
    private func keep(_ progress: TrainingProgress) throws {
        try entry.whileLocked {
            entry.progress =
                switch progress {
                case .step(let report): (report.result, nil)
                case .epoch(let report): (report.training, report.validation)
                }
        }
    }

    /// Copies the weights and the optimizer's state to the model.
    private func keep(_ training: Training) throws {
        let weights = training.model.weights
        let state = training.state.optimizer
        try entry.whileLocked {
            entry.training?.optimizerState = state
            try entry.change { try $0.setWeights(weights) }
        }
    }
}
