import DigitData
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitText

/// Training a network that tells the classes of images.
struct ClassificationTask: RecipeTask {
    private let settings: TrainingSettings
    private let images: TrainingData
    let model: Sequential
    /// The network that was given, where it is not what is trained.
    private let original: Sequential
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
        let classCount = images.source.classNames.count
        (original, compilation) = try Self.start(settings, checkpoint, classCount: classCount, notes: &modelNotes)
        // Corrections are learned by a network that is done; a checkpoint's is not.
        let isDone = settings.include != nil && checkpoint == nil
        model = isDone ? try settings.recipe.uncalibrated(original, classCount: classCount) : original
        try images.prepare(for: model, name: settings.model ?? model.name, settings)
        var trainer = settings.trainer(compilation)
        trainer.augmentation = settings.recipe.augmentation(
            of: images.training, for: model, classCount: images.source.classNames.count)
        self.trainer = trainer
        data = RunRecord.Data(
            trainingCount: images.training.count, validationCount: images.validation.count, testCount: images.test.count,
            classes: TrainingData.classNames(images.source.classNames, count: model.outputShape.count),
            fingerprint: images.fingerprint)
        self.images = images
    }

    private static func start(
        _ settings: TrainingSettings, _ checkpoint: Checkpoint?, classCount: Int, notes: inout [String]
    ) throws -> (Sequential, KerasTraining) {
        if let checkpoint { return (checkpoint.model, checkpoint.training) }
        var model = settings.recipe.network(seed: settings.seed, classCount: classCount)
        var training = settings.recipe.training
        if let path = settings.model {
            let loaded: LoadedModel
            (loaded, notes) = try settings.loadModel(path)
            (model, training) = (loaded.model, loaded.training ?? training)
        }
        if let rate = settings.learningRate { training = training.with(learningRate: rate) }
        return (model, training)
    }

    var notes: [String] {
        var lines = modelNotes + images.source.notes
        if let corrections = images.corrections {
            lines.append(
                "\(corrections.count.counted("correction")) among them, each \(images.correctionRepeats.counted("time"))")
        }
        if images.leavesOutNone, let folder = settings.include {
            lines.append("\(folder)/none is left out: the data have no such class")
        }
        if let folder = settings.include, let line = Corrections.leftOutLines(folder) { lines.append(line) }
        return lines
    }

    func training(resuming state: TrainingState?) throws -> Training {
        try Training(
            trainer, of: model, on: images.training, validation: images.validation, epochs: settings.epochs,
            optimizer: compilation.optimizerState, resuming: state)
    }

    mutating func measureStart(_ training: Training) throws { accuracyBefore = try correctionAccuracy(of: original) }

    func result(of training: Training) throws -> TaskResult {
        let calibrated = try calibrated(training.model)
        let model = calibrated ?? training.model
        // Measured already, where the last epoch was measured on the test images.
        let known = calibrated == nil && images.isTestValidated ? training.validationResult : nil
        let evaluation = try known ?? model.evaluate(images.test, loss: trainer.loss, threads: settings.threads)
        return TaskResult(
            model: model, testAccuracy: evaluation.accuracy(ofClasses: images.source.classNames.count), testLoss: evaluation.loss,
            unsmoothedTestLoss: trainer.loss.unsmoothed.map(evaluation.mean),
            corrections: try corrections(model, testAccuracy: evaluation.accuracy(ofClasses: images.source.classNames.count)),
            samples: ImageResults(
                evaluation: evaluation, pictures: Pictures(images.testImages), inputs: images.test, model: training.model,
                classNames: data.classes))
    }

    /// The network with confidences that are right on the validation images, where the recipe asks for that or a network was corrected whose
    /// labels are smoothed: it has learned to be less sure than it is right. Nil for others.
    private func calibrated(_ model: Sequential) throws -> Sequential? {
        let count = images.source.classNames.count
        if settings.recipe.isCalibrated { return try settings.recipe.calibrated(model, on: images.validation, classCount: count) }
        guard settings.include != nil, trainer.loss.unsmoothed != nil, !images.isTestValidated,
            (model.layers.last as? Dense)?.activation == .softmax
        else { return nil }
        let temperature = Temperature.best(
            probabilities: try model.predict(images.validation), labels: images.validation.labels,
            classCount: model.outputShape.count)
        return try model.withTemperature(temperature)
    }

    // MARK: Corrections

    private func correctionAccuracy(of model: Sequential) throws -> CorrectionAccuracy? {
        guard let corrections = try images.corrections(for: model, settings) else { return nil }
        let classCount = images.source.classNames.count
        return (
            try model.evaluate(corrections, loss: trainer.loss, threads: settings.threads).accuracy(ofClasses: classCount),
            try model.evaluate(images.test, loss: trainer.loss, threads: settings.threads).accuracy(ofClasses: classCount)
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
