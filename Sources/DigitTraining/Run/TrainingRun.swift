import DigitFiles
import DigitKeras
import DigitNN
import DigitTensor
import DigitText

/// One training, from its settings or an earlier, stopped run to the files in its folder.
///
/// ```swift
/// let settings = TrainingSettings(recipe: .fast)
/// let report = try TrainingRun(settings, output: "runs/fast").run()
/// print(report.testAccuracy)
/// ```
public struct TrainingRun {
    private let settings: TrainingSettings
    private let output: String?
    /// The run that is resumed; nil for a new one.
    private let earlier: EarlierRun?

    /// A new run.
    /// - Parameter output: the folder to write to; nil for the first of `runs/train`, `runs/train2`, … that is free.
    /// - Throws: `SettingError` for an invalid setting, or a recipe that needs another instruction set than the one in use.
    public init(_ settings: TrainingSettings, output: String? = nil) throws(SettingError) {
        try settings.check()
        try settings.chooseInstructionSet()
        (self.settings, self.output, earlier) = (settings, output, nil)
    }

    /// Resumes a run exactly where it was stopped, with the settings that it began with.
    /// - Parameters:
    ///   - path: the run's folder.
    ///   - threads: the number of threads, which may differ from before; nil for the same.
    /// - Throws: `FileError` if there is nothing to resume, or the folder's files are damaged.
    public init(resuming path: String, threads: Int? = nil) throws {
        let earlier = try EarlierRun(path)
        var settings = earlier.record.options
        settings.threads = threads ?? settings.threads
        try settings.check()
        (self.settings, output, self.earlier) = (settings, nil, earlier)
    }

    /// Trains to the end, and writes the model and the report.
    /// - Parameter observer: receives all events; nil for none.
    /// - Throws: `FileError` and `KerasError` for files, `NetworkError` and `InputError` if data and network do not match,
    ///   `TrainingError` if the loss is no longer finite, `RunStopped` if the observer asked for it, and what the observer
    ///   throws. A run without result leaves no files.
    @discardableResult
    public func run(_ observer: (any RunObserver)? = nil) throws -> TrainingReport {
        let observer = observer ?? NoObserver()
        if let problem = earlier?.problem { try observer.noted("\(problem); continuing from the checkpoint before it") }
        var clock = PhaseClock()
        let task = try settings.recipe.task(settings, checkpoint: earlier?.checkpoint)
        try earlier?.check(fingerprint: task.data.fingerprint)
        clock.end("Loading data")
        // Created before the work, so that what cannot be written is reported first.
        let files = try RunFiles(settings.recipe, earlier: earlier, output: output)
        observer.madeFolder(files.folder)
        do {
            return try run(task, files, observer, &clock)
        } catch {
            files.folder.removeUnfinishedRun()
            throw error
        }
    }

    private func run(
        _ task: any RecipeTask, _ files: RunFiles, _ observer: any RunObserver, _ clock: inout PhaseClock
    ) throws -> TrainingReport {
        let training = try task.training(resuming: earlier?.checkpoint?.state)
        var record = try earlier?.record ?? self.record(task, training)
        if earlier == nil { try record.write(to: files.folder) }
        try observer.began(startReport(task, training))
        try measureStart(task, &record, files.folder)
        clock.end("Preparing")
        try fit(training, task, files, observer)
        clock.endTraining(training.history)
        let result = try task.result(of: training, before: record.before)
        clock.end("Testing")
        let report = report(training, task, result, files)
        try files.explainingFailures {
            try save(result, training, task, files)
            try RunResults(
                record: RunRecord(of: files.folder), training: training, samples: result.samples, summary: report,
                phases: clock.phases
            ).write(to: files.folder)
        }
        // The run is complete: there is nothing left to resume.
        files.checkpoints.remove()
        observer.canResume(nil)
        return report
    }

    /// Measures the accuracies before corrections are learned. They are in the record from then on: the network of a checkpoint
    /// has learned some already.
    private func measureStart(_ task: any RecipeTask, _ record: inout RunRecord, _ folder: RunFolder) throws {
        guard record.before == nil, earlier?.checkpoint == nil, let before = try task.accuraciesBefore() else { return }
        record.before = before
        try record.write(to: folder)
    }

    private var threadCount: Int { ThreadPool.threadCount(for: settings.threads) }

    private func record(_ task: any RecipeTask, _ training: Training) throws(FileError) -> RunRecord {
        RunRecord(
            version: "digits \(digitsVersion)", options: try settings.withAbsolutePaths(),
            machine: .init(instructionSet: InstructionSet.current.rawValue, threads: threadCount), data: task.data,
            optimizer: training.trainer.optimizerDescription, parameters: training.model.parameterCount)
    }

    private func startReport(_ task: any RecipeTask, _ training: Training) -> RunStart {
        RunStart(
            parameterCount: training.model.parameterCount, sampleCount: task.data.trainingCount,
            sampleName: settings.recipe.sampleName, seed: settings.seed, threads: threadCount,
            instructionSet: InstructionSet.current.rawValue, notes: task.notes,
            resumed: (earlier?.checkpoint?.state).map { (epochs: $0.history.count, steps: $0.step) })
    }

    // MARK: Training

    private func fit(
        _ training: Training, _ task: any RecipeTask, _ files: RunFiles, _ observer: any RunObserver
    ) throws {
        let checkpoints = CheckpointCallback(
            files.checkpoints, settings: task.compilation, fingerprint: task.data.fingerprint,
            interval: settings.checkpointEvery)
        let callbacks =
            try callbacks(training, task, files.folder)
            + [checkpoints, StopCallback(checkpoints: checkpoints, folder: files.folder, observer: observer)]
        try observer.train {
            try files.explainingFailures { try training.run(callbacks) { try observer.progressed($0) } }
        }
    }

    private func callbacks(
        _ training: Training, _ task: any RecipeTask, _ folder: RunFolder
    ) throws -> [any TrainingCallback] {
        let (compiled, best) = (compilation(of: task, state: nil), folder.file(RunFolder.bestName))
        var callbacks: [any TrainingCallback] = [try ResultsTable(in: folder, history: training.history)]
        if settings.tensorboard { callbacks.append(try TensorBoardCallback(in: folder, isValidated: true)) }
        callbacks.append(BestModel(monitor: settings.monitor) { model, _ in try model.save(to: best, training: compiled) })
        if let patience = settings.patience {
            callbacks.append(EarlyStopping(monitor: settings.monitor, patience: patience))
        }
        return callbacks
    }

    // MARK: End

    private func save(_ result: TaskResult, _ training: Training, _ task: any RecipeTask, _ files: RunFiles) throws {
        let state = settings.optimizerState ? training.state.optimizer : nil
        try result.model.save(
            to: files.model, training: compilation(of: task, state: state),
            options: KerasSaveOptions(annotation: result.annotation))
    }

    /// The training configuration for a model's file; nil for none.
    private func compilation(of task: any RecipeTask, state: OptimizerState?) -> KerasTraining? {
        guard task.savesCompilation else { return nil }
        var compilation = task.compilation
        compilation.optimizerState = state
        return compilation
    }

    private func report(
        _ training: Training, _ task: any RecipeTask, _ result: TaskResult, _ files: RunFiles
    ) -> TrainingReport {
        TrainingReport(
            corrections: result.corrections, epochs: training.history.map(TrainingReport.Epoch.init),
            testAccuracy: result.testAccuracy, testLoss: result.testLoss.finite,
            unsmoothedTestLoss: result.unsmoothedTestLoss?.finite, output: files.folder.path, model: files.model,
            seconds: training.history.reduce(0) { $0 + $1.duration.inSeconds }, recipe: settings.recipe.rawValue,
            seed: settings.seed, batchSize: settings.batchSize, learningRate: training.trainer.optimizer.learningRate,
            parameters: training.model.parameterCount, trainingCount: task.data.trainingCount, testCount: task.data.testCount,
            threads: threadCount, instructionSet: InstructionSet.current.rawValue)
    }
}
