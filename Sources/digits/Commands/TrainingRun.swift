import DigitData
import DigitFiles
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitReport
import DigitTensor

/// One `digits train` from its options to the saved file.
struct TrainingRun {
    private static let modelName = "mnist_digit_recognizer.h5"

    private let command: TrainCommand
    private let messages: Output

    init(_ command: TrainCommand) {
        self.command = command
        messages = command.json ? .error : .standard
    }

    func run() throws -> TrainingReport {
        var (model, training) = try start()
        let trainer = trainer(training)
        let (samples, validation, test) = try datasets(for: model)
        // Made before the work, so that what cannot be written is known before.
        let folder = try makeFolder()
        Interruption.atEnd { folder.removeIfEmpty() }
        try announce(model, trainer, samples)

        let reports = try fit(&model, trainer, samples, validation, &training.optimizerState)
        let result = command.validationSplit == 0 ? reports.last?.validation : nil
        let (loss, accuracy) = try result.map { ($0.loss, $0.accuracy) } ?? evaluate(model, on: test, trainer)

        let path = folder.file(Self.modelName)
        if !command.optimizerState { training.optimizerState = nil }
        try model.save(to: path, training: training)
        try messages.writeLine("Test accuracy: \(accuracy.fixed(4))  Test loss: \(loss.fixed(4))\nSaved \(path)")
        return TrainingReport(
            epochs: reports.map(TrainingReport.Epoch.init), testAccuracy: accuracy, testLoss: loss.finite, output: folder.path,
            model: path,
            seconds: reports.reduce(0) { $0 + $1.duration.inSeconds }, recipe: command.recipe.rawValue, seed: trainer.seed,
            batchSize: trainer.batchSize, learningRate: trainer.optimizer.learningRate, parameters: model.parameterCount,
            trainingCount: samples.count, testCount: test.count, threads: ThreadPool.threadCount(for: trainer.threads),
            instructionSet: InstructionSet.current.rawValue)
    }

    /// The network and how it is trained: those of the file, or new ones.
    private func start() throws -> (Sequential, KerasTraining) {
        var model = Sequential.seedNetwork(seed: command.seed)
        var training = command.recipe.training
        if let path = command.startModel {
            let loaded = try KerasModel.load(path)
            (model, training) = (loaded.model, loaded.training ?? training)
        }
        if let rate = command.learningRate { training.optimizer = training.optimizer.with(learningRate: rate) }
        return (model, training)
    }

    private func trainer(_ training: KerasTraining) -> Trainer {
        var trainer = Trainer(
            optimizer: training.optimizer, loss: training.loss, batchSize: command.batchSize ?? command.recipe.batchSize,
            seed: command.seed, threads: command.threads.threads)
        trainer.schedule = command.recipe.schedule
        return trainer
    }

    /// What to learn from, what to measure on after each epoch, and what to measure on at the end.
    private func datasets(for model: Sequential) throws -> (training: Dataset, validation: Dataset, test: Dataset) {
        let folder = try command.data.open()
        let input = try naming(command.startModel ?? model.name) {
            try ModelInput(shape: model.inputShape, range: command.range.inputRange)
        }
        let test = try input.dataset(try folder.test())
        let all = try input.dataset(try folder.training())
        guard command.validationSplit > 0 else { return (all, test, test) }
        let (training, validation) = all.split(validationFraction: command.validationSplit)
        return (training, validation, test)
    }

    private func makeFolder() throws -> RunFolder {
        guard let path = command.outputFolder else { return try RunFolder.next() }
        return try RunFolder.at(path, for: [Self.modelName])
    }

    private func announce(_ model: Sequential, _ trainer: Trainer, _ samples: Dataset) throws {
        if command.quiet { return }
        let threads = ThreadPool.threadCount(for: trainer.threads)
        try messages.writeLine(
            "Training \(model.parameterCount.counted("parameter")) on \(samples.count.counted("image")) · "
                + "seed \(trainer.seed) · \(threads.counted("thread")) · \(InstructionSet.current.rawValue)")
    }

    private func fit(
        _ model: inout Sequential, _ trainer: Trainer, _ samples: Dataset, _ validation: Dataset, _ state: inout OptimizerState?
    ) throws -> [EpochReport] {
        let messages = messages
        let style: TrainingDisplay.Style =
            command.quiet ? .quiet : messages.isTerminal ? .live(isColored: messages.isColored) : .plain
        var display = TrainingDisplay(style: style, terminalWidth: { messages.columns }, write: { try messages.write($0) })
        defer { try? display.close() }
        let epochs = command.epochs ?? command.recipe.epochs
        return try trainer.fit(&model, to: samples, validation: validation, epochs: epochs, state: &state) {
            try display.show($0)
        }
    }

    private func evaluate(_ model: Sequential, on test: Dataset, _ trainer: Trainer) throws -> (loss: Double, accuracy: Double) {
        let evaluation = try model.evaluate(test, loss: trainer.loss, threads: trainer.threads)
        return (evaluation.loss, evaluation.accuracy)
    }
}
