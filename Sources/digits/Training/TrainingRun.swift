import DigitData
import DigitFiles
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitReport
import DigitRuns
import DigitTensor

/// One `digits train` from its options, or from where an earlier one was stopped, to the files in its folder.
struct TrainingRun {
    private let options: TrainingOptions
    private let display: ProgressSettings
    private let output: String?
    /// The run that goes on; nil for a new one.
    private let earlier: EarlierRun?

    /// A new run.
    init(_ options: TrainingOptions, output: String?, _ display: ProgressSettings) {
        (self.options, self.output, self.display, earlier) = (options, output, display, nil)
    }

    /// A run that goes on.
    /// - Parameter threads: the number of threads, which may be another than before.
    /// - Throws: `FileError` where there is nothing to go on with.
    init(resuming path: String, threads: Int?, _ display: ProgressSettings) throws {
        let earlier = try EarlierRun(path)
        var options = earlier.record.options
        options.threads = threads ?? options.threads
        (self.options, output, self.display, self.earlier) = (options, nil, display, earlier)
        if let problem = earlier.problem { try display.messages.writeLine("\(problem); going on from the checkpoint before it") }
    }

    func run() throws -> TrainingReport {
        var clock = PhaseClock()
        var data = try TrainingData(options)
        let (model, settings) = try start(classCount: data.source.classNames.count)
        try data.prepare(for: model, name: options.model ?? model.name, options)
        let fingerprint = data.fingerprint
        try earlier?.check(fingerprint: fingerprint)
        clock.end("Loading data")

        // Made before the work, so that what cannot be written is known before.
        let files = try RunFiles(earlier: earlier, output: output)
        var trainer = options.trainer(settings)
        trainer.augmentation = options.settings.augmentation(of: data.training, for: model)
        let training = try Training(
            trainer, of: model, on: data.training, validation: data.validation, epochs: options.epochs,
            optimizer: settings.optimizerState, resuming: earlier?.checkpoint?.state)
        if earlier == nil { try record(data, training, fingerprint).write(to: files.folder) }
        try announce(data, training)
        let before = try evaluateCorrections(of: model, data, training.trainer)
        clock.end("Preparing")
        try fit(training, settings, files, fingerprint)
        clock.endTraining(training.history)

        let calibrated = try options.settings.calibrated(training.model, on: data.validation)
        let result = calibrated ?? training.model
        // Measured already, where the last epoch was measured on the test images.
        let known = calibrated == nil && data.isTestValidated ? training.validationResult : nil
        let evaluation =
            try known ?? result.evaluate(data.test, loss: training.trainer.loss, threads: options.threads)
        let after = try evaluateCorrections(of: result, data, training.trainer)
        clock.end("Testing")
        var report = summary(training, data, evaluation, files)
        if let before, let after, let corrections = data.corrections {
            report.corrections = .init(
                count: corrections.count, repeats: data.correctionRepeats, accuracyBefore: before.corrections,
                accuracyAfter: after.corrections, testAccuracyBefore: before.test, testAccuracyAfter: evaluation.accuracy)
        }
        try files.explainingFailures {
            try save(result, training, settings, files)
            try files.writeReport(
                RunResults(
                    record: RunRecord(of: files.folder), training: training, evaluation: evaluation, images: data.testImages,
                    inputs: data.test, summary: report, phases: clock.phases))
        }
        files.finish()
        try conclude(report, files)
        return report
    }

    // MARK: Start

    /// The network and how it is trained: those of the checkpoint or the file, or new ones.
    private func start(classCount: Int) throws -> (Sequential, KerasTraining) {
        if let checkpoint = earlier?.checkpoint { return (checkpoint.model, checkpoint.training) }
        var model = options.settings.network(seed: options.seed, classCount: classCount)
        var training = options.settings.training
        if let path = options.model {
            let loaded = try KerasModel.load(path)
            (model, training) = (loaded.model, loaded.training ?? training)
        }
        if let rate = options.learningRate { training.optimizer = training.optimizer.with(learningRate: rate) }
        return (model, training)
    }

    private func record(_ data: TrainingData, _ training: Training, _ fingerprint: String) throws(FileError) -> RunRecord {
        RunRecord(
            version: Digits.configuration.version, options: try options.withAbsolutePaths(),
            machine: .init(
                instructionSet: InstructionSet.current.rawValue, threads: ThreadPool.threadCount(for: options.threads)),
            data: .init(
                trainingCount: data.training.count, validationCount: data.validation.count, testCount: data.test.count,
                classes: names(ofOutputs: training.model.outputShape.count, data.source.classNames), fingerprint: fingerprint),
            optimizer: "\(training.trainer.optimizer)", parameters: training.model.parameterCount)
    }

    /// A name for each of the network's outputs: what comes after the data's classes is what is none of them.
    private func names(ofOutputs count: Int, _ classNames: [String]) -> [String] {
        classNames + (classNames.count..<max(count, classNames.count)).map { _ in "none" }
    }

    private func announce(_ data: TrainingData, _ training: Training) throws {
        if display.isQuiet { return }
        let threads = ThreadPool.threadCount(for: options.threads)
        try display.messages.writeLine(
            "Training \(training.model.parameterCount.counted("parameter")) on \(data.training.count.counted("image")) · "
                + "seed \(options.seed) · \(threads.counted("thread")) · \(InstructionSet.current.rawValue)")
        if data.source.isTestHeldOut {
            try display.messages.writeLine(
                "No test images are labelled: every tenth image, \(data.source.test.count) of them, is one")
        }
        if let corrections = data.corrections {
            try display.messages.writeLine(
                "\(corrections.count.counted("correction")) among them, each \(data.correctionRepeats.counted("time"))")
        }
        if let state = earlier?.checkpoint?.state {
            try display.messages.writeLine("Going on after step \(state.step) of epoch \(state.history.count + 1)")
        }
    }

    // MARK: Training

    private func fit(_ training: Training, _ settings: KerasTraining, _ files: RunFiles, _ fingerprint: String) throws {
        let messages = display.messages
        var progress = TrainingDisplay(
            style: display.style, terminalWidth: { messages.columns }, write: { try messages.write($0) })
        let checkpoints = CheckpointCallback(
            files.checkpoints, settings: settings, fingerprint: fingerprint, interval: options.checkpointEvery)
        let callbacks =
            try callbacks(training, settings, files) + [checkpoints, Stopping(checkpoints: checkpoints, files: files)]
        defer { try? progress.close() }
        try Interruption.noting {
            try files.explainingFailures {
                try training.run(callbacks) { try progress.show($0) }
            }
        }
    }

    private func callbacks(
        _ training: Training, _ settings: KerasTraining, _ files: RunFiles
    ) throws -> [any TrainingCallback] {
        let monitor = Monitor(rawValue: options.monitor) ?? .validationLoss
        var settings = settings
        settings.optimizerState = nil
        let compiled = settings
        let best = files.folder.file(RunFiles.bestName)
        var callbacks: [any TrainingCallback] = [try ResultsTable(in: files.folder, history: training.history)]
        if options.tensorboard { callbacks.append(try TensorBoardCallback(in: files.folder, isValidated: true)) }
        callbacks.append(BestModel(monitor: monitor) { model, _ in try model.save(to: best, training: compiled) })
        if let patience = options.patience { callbacks.append(EarlyStopping(monitor: monitor, patience: patience)) }
        return callbacks
    }

    private func evaluateCorrections(
        of model: Sequential, _ data: TrainingData, _ trainer: Trainer
    ) throws -> (corrections: Double, test: Double)? {
        guard let corrections = try data.corrections(for: model, options) else { return nil }
        return (
            try model.evaluate(corrections, loss: trainer.loss, threads: options.threads).accuracy,
            try model.evaluate(data.test, loss: trainer.loss, threads: options.threads).accuracy
        )
    }

    // MARK: End

    private func save(_ model: Sequential, _ training: Training, _ settings: KerasTraining, _ files: RunFiles) throws {
        var settings = settings
        settings.optimizerState = options.optimizerState ? training.state.optimizer : nil
        try model.save(to: files.model, training: settings)
    }

    private func summary(
        _ training: Training, _ data: TrainingData, _ evaluation: Evaluation, _ files: RunFiles
    ) -> TrainingReport {
        TrainingReport(
            epochs: training.history.map(TrainingReport.Epoch.init), testAccuracy: evaluation.accuracy,
            testLoss: evaluation.loss.finite, output: files.folder.path, model: files.model,
            seconds: training.history.reduce(0) { $0 + $1.duration.inSeconds }, recipe: options.recipe, seed: options.seed,
            batchSize: options.batchSize, learningRate: training.trainer.optimizer.learningRate,
            parameters: training.model.parameterCount, trainingCount: data.training.count, testCount: data.test.count,
            threads: ThreadPool.threadCount(for: options.threads), instructionSet: InstructionSet.current.rawValue)
    }

    private func conclude(_ report: TrainingReport, _ files: RunFiles) throws {
        if let corrections = report.corrections { try display.messages.writeLine(corrections.text) }
        let loss = report.testLoss ?? .nan
        try display.messages.writeLine("Test accuracy: \(report.testAccuracy.fixed(4))  Test loss: \(loss.fixed(4))")
        try display.messages.writeLine("Saved \(files.model)")
        if !display.isQuiet { try display.messages.writeLine("Report \(files.folder.file(RunResults.pageName))") }
    }
}
