import DigitData
import DigitKeras
import DigitNN
import DigitText

/// Training a network that tells the classes of images.
struct ClassificationTask: RecipeTask {
    private let settings: TrainingSettings
    private let images: TrainingData
    let model: Sequential
    let compilation: KerasTraining
    let savesCompilation = true
    let data: RunRecord.Data
    private let trainer: Trainer
    /// What the model's file says and is left out, a line for each.
    private var modelNotes: [String] = []
    /// The accuracies on the corrections and the test images before the training.
    private var accuracyBefore: CorrectionAccuracy?

    private typealias CorrectionAccuracy = (corrections: Double, test: Double)

    /// Loads the data, and the network of the checkpoint, of a file, or a new one.
    init(_ settings: TrainingSettings, checkpoint: Checkpoint?) throws {
        self.settings = settings
        var images = try TrainingData(settings)
        (model, compilation) = try Self.start(
            settings, checkpoint, classCount: images.source.classNames.count, notes: &modelNotes)
        try images.prepare(for: model, name: settings.model ?? model.name, settings)
        var trainer = settings.trainer(compilation)
        trainer.augmentation = settings.recipe.augmentation(of: images.training, for: model)
        self.trainer = trainer
        data = RunRecord.Data(
            trainingCount: images.training.count, validationCount: images.validation.count, testCount: images.test.count,
            classes: Self.names(ofOutputs: model.outputShape.count, images.source.classNames), fingerprint: images.fingerprint)
        self.images = images
    }

    private static func start(
        _ settings: TrainingSettings, _ checkpoint: Checkpoint?, classCount: Int, notes: inout [String]
    ) throws -> (Sequential, KerasTraining) {
        if let checkpoint { return (checkpoint.model, checkpoint.training) }
        var model = settings.recipe.network(seed: settings.seed, classCount: classCount)
        var training = settings.recipe.training
        if let path = settings.model {
            let loaded = try KerasModel.load(
                path, options: KerasLoadOptions(flipsKernels: settings.flipKernels, isStrict: settings.strict ?? false))
            notes = (loaded.notes + [loaded.hint].compactMap(\.self)).map { "\(path): \($0)" }
            (model, training) = (loaded.model, loaded.training ?? training)
        }
        if let rate = settings.learningRate { training = training.with(learningRate: rate) }
        return (model, training)
    }

    /// A name for each of the network's outputs: what comes after the data's classes is what is none of them.
    private static func names(ofOutputs count: Int, _ classNames: [String]) -> [String] {
        classNames + (classNames.count..<max(count, classNames.count)).map { _ in "none" }
    }

    var notes: [String] {
        var lines = modelNotes
        if images.source.isTestHeldOut {
            lines.append("No test images are labelled: every tenth image, \(images.source.test.count) of them, is one")
        }
        if let corrections = images.corrections {
            lines.append(
                "\(corrections.count.counted("correction")) among them, each \(images.correctionRepeats.counted("time"))")
        }
        if images.leavesOutNone, let folder = settings.include {
            lines.append("\(folder)/none is left out: the data have no such class")
        }
        return lines
    }

    func training(resuming state: TrainingState?) throws -> Training {
        try Training(
            trainer, of: model, on: images.training, validation: images.validation, epochs: settings.epochs,
            optimizer: compilation.optimizerState, resuming: state)
    }

    mutating func measureStart(_ training: Training) throws { accuracyBefore = try correctionAccuracy(of: model) }

    func result(of training: Training) throws -> TaskResult {
        let calibrated = try settings.recipe.calibrated(training.model, on: images.validation)
        let model = calibrated ?? training.model
        // Measured already, where the last epoch was measured on the test images.
        let known = calibrated == nil && images.isTestValidated ? training.validationResult : nil
        let evaluation = try known ?? model.evaluate(images.test, loss: trainer.loss, threads: settings.threads)
        return TaskResult(
            model: model, testAccuracy: evaluation.accuracy, testLoss: evaluation.loss,
            corrections: try corrections(model, testAccuracy: evaluation.accuracy),
            samples: ImageResults(
                evaluation: evaluation, pictures: Pictures(images.testImages), inputs: images.test, model: training.model,
                classNames: data.classes))
    }

    // MARK: Corrections

    private func correctionAccuracy(of model: Sequential) throws -> CorrectionAccuracy? {
        guard let corrections = try images.corrections(for: model, settings) else { return nil }
        return (
            try model.evaluate(corrections, loss: trainer.loss, threads: settings.threads).accuracy,
            try model.evaluate(images.test, loss: trainer.loss, threads: settings.threads).accuracy
        )
    }

    private func corrections(_ model: Sequential, testAccuracy: Double) throws -> TrainingReport.CorrectionReport? {
        guard let before = accuracyBefore, let after = try correctionAccuracy(of: model), let corrections = images.corrections
        else { return nil }
        return TrainingReport.CorrectionReport(
            count: corrections.count, repeats: images.correctionRepeats, accuracyBefore: before.corrections,
            accuracyAfter: after.corrections, testAccuracyBefore: before.test, testAccuracyAfter: testAccuracy)
    }
}
