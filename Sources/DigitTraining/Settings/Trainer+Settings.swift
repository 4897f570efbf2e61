import DigitFiles
import DigitInput
import DigitKeras
import DigitNN
import DigitRecognizer

extension TrainingSettings {
    /// The values of no ink and full ink that a network takes.
    /// - Throws: `InputError` if they are not a range; `check()` finds that too.
    func inputRange(of model: Sequential) throws(InputError) -> InputRange {
        try givenInputRange ?? InputRange(of: model) ?? .unit
    }

    /// The values of no ink and full ink that were given; nil for those of the network.
    package var givenInputRange: InputRange? {
        get throws(InputError) {
            guard let inputLow, let inputHigh else { return nil }
            return try InputRange(low: inputLow, high: inputHigh)
        }
    }

    /// The trainer for a network that is compiled as in `training`.
    package func trainer(_ training: KerasTraining) -> Trainer {
        var trainer = Trainer(
            optimizer: training.optimizer, loss: training.loss, batchSize: batchSize, seed: seed, threads: threads)
        trainer.options = training.options
        trainer.schedule = learningRateSchedule
        // A schedule of the whole training replaces the file's.
        if trainer.schedule != .constant || schedule != nil { trainer.options.schedule = nil }
        trainer.freezing = recipe.freezing
        trainer.averageDecay = averageDecay
        trainer.clipping = clipNorm.map { .globalNorm($0) } ?? clipValue.map { .value($0) }
        return trainer
    }

    /// The same for a run that is resumed from another folder.
    func withAbsolutePaths() throws(FileError) -> TrainingSettings {
        var settings = self
        settings.data = try data.map(absolutePath)
        settings.model = try model.map { reference throws(FileError) in
            guard case .file(let path) = CorrectedModels.Model(reference: reference) else { return reference }
            return try absolutePath(path)
        }
        settings.include = try include.map(absolutePath)
        return settings
    }

    private var learningRateSchedule: LearningRateSchedule {
        switch schedule {
        case nil: recipe.schedule
        case .constant: .constant
        case .cosine: .cosine(warmUp: warmUp ?? 0)
        case .oneCycle: .oneCycle(warmUp: warmUp ?? 0.2)
        case .step: .step(every: decayEvery ?? 3, factor: decayFactor ?? 0.1)
        case .plateau: .plateau(factor: decayFactor ?? 0.1, patience: decayEvery ?? 3)
        }
    }
}
