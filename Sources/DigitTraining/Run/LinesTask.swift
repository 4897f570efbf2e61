import DigitDecoding
import DigitFiles
import DigitImage
import DigitKeras
import DigitNN
import DigitTensor
import DigitText

/// Trains a network that reads lines of numbers, which are generated while it learns.
struct LinesTask: RecipeTask {
    /// The width of the network's input in files; its weights do not depend on it.
    private static let fileWidth = 256

    private let settings: TrainingSettings
    private let lines: LineData
    let model: Sequential
    let compilation: KerasTraining
    /// Training that starts from a model's file uses a new optimizer.
    let savesCompilation = false
    let data: RunRecord.Data
    private let trainer: Trainer
    /// The unsupported settings in the model's file that are ignored, a line for each.
    private var modelNotes: [String] = []

    /// Loads the digits, and the network of the checkpoint, of a file, or a new one.
    init(_ settings: TrainingSettings, checkpoint: Checkpoint?) throws {
        var compilation = settings.recipe.training
        if let rate = settings.learningRate { compilation.optimizer = compilation.optimizer.with(learningRate: rate) }
        let lines = try LineData(settings)
        (self.settings, self.lines, self.compilation) = (settings, lines, compilation)
        model = try checkpoint?.model ?? Self.start(settings, notes: &modelNotes)
        trainer = settings.trainer(compilation)
        data = RunRecord.Data(
            trainingCount: lines.source.samplesPerEpoch(batchSize: settings.batchSize), validationCount: lines.validation.count,
            testCount: lines.test.count, classes: Self.classNames, fingerprint: lines.fingerprint)
    }

    private static func start(_ settings: TrainingSettings, notes: inout [String]) throws -> Sequential {
        guard let path = settings.model else { return settings.recipe.network(seed: settings.seed, classCount: classNames.count) }
        let loaded: LoadedModel
        (loaded, notes) = try settings.loadModel(path)
        let model = loaded.model
        try model.checkReadsLines(path)
        return try naming(path) { try model.withInput(width: fileWidth) }
    }

    private static let classNames = (0..<UInt8(NumberAlphabet.classCount)).map { symbol in
        symbol == NumberAlphabet.blank ? "blank" : NumberAlphabet.character(of: symbol).map(String.init) ?? "print"
    }

    var notes: [String] {
        let counts = lines.digitCounts
        return modelNotes + lines.notes + [
            "Lines are generated from \(counts.training.counted("digit")); validation lines from \(counts.validation.grouped) others, "
                + "test lines from \(counts.test.counted("test digit"))"
        ] + correctionNotes + [settings.recipe.note(on: InstructionSet.current)].compactMap(\.self)
    }

    func training(resuming state: TrainingState?) throws -> Training {
        try Training(trainer, of: model, on: lines.source, epochs: settings.epochs, resuming: state)
    }

    private var correctionNotes: [String] {
        guard let corrections = lines.corrections, let folder = settings.include else { return [] }
        let used =
            "\(corrections.count.counted("corrected line")) among them, each about \(lines.correctionRepeats.counted("time"))"
        return [used] + [Corrections.leftOutDigits(folder)].compactMap(\.self)
    }

    func accuraciesBefore() throws -> RunRecord.CorrectionAccuracies? {
        try lines.correctionAccuracy(of: model, threads: settings.threads).map {
            try .init(corrections: $0, test: lines.test.evaluate(model, threads: settings.threads).accuracy)
        }
    }

    /// The effect of learning corrections.
    private func corrections(
        _ model: Sequential, before: RunRecord.CorrectionAccuracies?, testAccuracy: Double
    ) throws -> TrainingReport.CorrectionReport? {
        guard let before, let corrections = lines.corrections,
            let after = try lines.correctionAccuracy(of: model, threads: settings.threads)
        else { return nil }
        return TrainingReport.CorrectionReport(
            count: corrections.count, repeats: lines.correctionRepeats, accuracyBefore: before.corrections, accuracyAfter: after,
            testAccuracyBefore: before.test, testAccuracyAfter: testAccuracy)
    }

    func result(of training: Training, before: RunRecord.CorrectionAccuracies?) throws -> TaskResult {
        let model = training.model
        let test = try lines.test.evaluate(model, threads: settings.threads)
        let validation = try lines.validation.evaluate(model, threads: settings.threads)
        let calibration = try NumberCalibration(of: model, on: lines.calibration, threads: settings.threads)
        return TaskResult(
            model: model, annotation: calibration.text, testAccuracy: test.accuracy, testLoss: test.loss,
            corrections: try corrections(model, before: before, testAccuracy: test.accuracy),
            samples: LineResults(
                test: test, validation: validation, lines: lines.validation, calibration: CalibrationReport(calibration)))
    }
}

extension Sequential {
    /// Checks that the input is a strip and the output a distribution over the alphabet for each of its time steps.
    /// - Parameter path: the network's file, for the message.
    package func checkReadsLines(_ path: String) throws(FileError) {
        if readsNumbers { return }
        throw FileError(
            path: path,
            problem:
                "a network with an input of (\(LineStrip.height), width, 1) and an output of (width / 4, \(NumberAlphabet.classCount)) expected, got \(inputShape) and \(outputShape)"
        )
    }
}
