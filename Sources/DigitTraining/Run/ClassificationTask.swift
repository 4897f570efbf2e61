import DigitData
import DigitFiles
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitText

/// Trains a network that classifies images.
struct ClassificationTask: RecipeTask {
    private let settings: TrainingSettings
    private let images: TrainingData
    let model: Sequential
    /// The given network, if it is not the one that is trained.
    private let original: Sequential
    let compilation: KerasTraining
    let savesCompilation = true
    let data: RunRecord.Data
    private let trainer: Trainer
    /// The unsupported settings in the model's file that are ignored, a line for each.
    private var modelNotes: [String] = []

    /// Loads the data, and the network of the checkpoint, of a file, or a new one.
    init(_ settings: TrainingSettings, checkpoint: Checkpoint?) throws {
        self.settings = settings
        var images = try TrainingData(settings)
        let classCount = images.source.classNames.count
        (original, compilation) = try Self.start(settings, checkpoint, classCount: classCount, notes: &modelNotes)
        guard original.outputShape.count <= largestClassCount else {
            throw FileError(
                path: settings.model ?? original.name,
                problem:
                    "a network with at most \(largestClassCount) classes expected, its output has shape \(original.outputShape)")
        }
        // Corrections are learned by a trained network; a checkpoint's is not.
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
        if model.trainableParameterCount == 0 { lines.append("No weight of the network is trainable: training changes nothing") }
        if let corrections = images.corrections {
            lines.append(
                "\(corrections.count.counted("correction")) among them, each \(images.correctionRepeats.counted("time"))")
        }
        if images.leavesOutNone, let folder = settings.include {
            lines.append("\(folder)/none is left out: the network has no class for non-digits")
        }
        if let folder = settings.include, let line = Corrections.leftOutLines(folder) { lines.append(line) }
        return lines
    }

    func training(resuming state: TrainingState?) throws -> Training {
        try Training(
            trainer, of: model, on: images.training, validation: images.validation, epochs: settings.epochs,
            optimizer: compilation.optimizerState, resuming: state)
    }

    func accuraciesBefore() throws -> RunRecord.CorrectionAccuracies? {
        try correctionAccuracy(of: original).map {
            try .init(corrections: $0, test: accuracy(of: original, on: images.test))
        }
    }

    func result(of training: Training, before: RunRecord.CorrectionAccuracies?) throws -> TaskResult {
        let calibrated = try calibrated(training.model)
        let model = calibrated ?? training.model
        // Already measured, if the last epoch was validated on the test images.
        let known = calibrated == nil && images.isTestValidated ? training.validationResult : nil
        let evaluation = try known ?? model.evaluate(images.test, loss: trainer.loss, threads: settings.threads)
        return TaskResult(
            model: model, testAccuracy: evaluation.accuracy(ofClasses: images.source.classNames.count), testLoss: evaluation.loss,
            unsmoothedTestLoss: trainer.loss.unsmoothed.map(evaluation.mean),
            corrections: try corrections(
                model, before: before, testAccuracy: evaluation.accuracy(ofClasses: images.source.classNames.count)),
            samples: ImageResults(
                evaluation: evaluation, pictures: Pictures(images.testImages), inputs: images.test, model: training.model,
                classNames: data.classes))
    }

    /// The network calibrated on the validation images, if the recipe asks for that or a network with smoothed labels was
    /// corrected, which is underconfident. Nil for others.
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

    private func accuracy(of model: Sequential, on data: Dataset) throws -> Double {
        try model.evaluate(data, loss: trainer.loss, threads: settings.threads).accuracy(
            ofClasses: images.source.classNames.count)
    }

    private func correctionAccuracy(of model: Sequential) throws -> Double? {
        try images.corrections(for: model, settings).map { try accuracy(of: model, on: $0) }
    }

    private func corrections(
        _ model: Sequential, before: RunRecord.CorrectionAccuracies?, testAccuracy: Double
    ) throws -> TrainingReport.CorrectionReport? {
        guard let before, let after = try correctionAccuracy(of: model), let corrections = images.corrections else { return nil }
        return TrainingReport.CorrectionReport(
            count: corrections.count, repeats: images.correctionRepeats, accuracyBefore: before.corrections,
            accuracyAfter: after, testAccuracyBefore: before.test, testAccuracyAfter: testAccuracy)
    }
}
