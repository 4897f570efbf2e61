import DigitFiles
import DigitKeras
import DigitNN
import DigitRecognizer
import DigitRuns

extension TrainingOptions {
    /// The recipe; that of the seed where a run is from a version with others.
    var settings: Recipe { Recipe(rawValue: recipe) ?? .seed }

    /// The values for no ink and full ink that the model is trained on.
    var inputRange: InputRange { (try? InputRange(low: inputLow, high: inputHigh)) ?? .unit }

    /// How a network is trained that is compiled as `training` says.
    func trainer(_ training: KerasTraining) -> Trainer {
        var trainer = Trainer(
            optimizer: training.optimizer, loss: training.loss, batchSize: batchSize, seed: seed, threads: threads)
        trainer.schedule = learningRateSchedule
        trainer.freezing = settings.freezing
        trainer.averageDecay = averageDecay
        trainer.clipping = clipNorm.map { .globalNorm($0) } ?? clipValue.map { .value($0) }
        return trainer
    }

    /// The same for a run that is resumed from another folder.
    func withAbsolutePaths() throws(FileError) -> TrainingOptions {
        var options = self
        options.data = try data.map(absolutePath)
        options.model = try model.map(absolutePath)
        options.include = try include.map(absolutePath)
        return options
    }

    private var learningRateSchedule: LearningRateSchedule {
        switch schedule.flatMap(ScheduleName.init) {
        case nil: settings.schedule
        case .constant: .constant
        case .cosine: .cosine(warmUp: warmUp ?? 0)
        case .oneCycle: .oneCycle(warmUp: warmUp ?? 0.2)
        case .step: .step(every: decayEvery ?? 3, factor: decayFactor ?? 0.1)
        case .plateau: .plateau(factor: decayFactor ?? 0.1, patience: decayEvery ?? 3)
        }
    }
}
