import DigitKeras
import DigitNN

/// What a recipe trains: its data, its network, and how the result is measured. All else of a run is the same for every recipe.
protocol RecipeTask {
    /// The data, for the record: a run is resumed with the same data only.
    var data: RunRecord.Data { get }
    /// What a user should know about the data, as lines.
    var notes: [String] { get }
    /// The network to begin with.
    var model: Sequential { get }
    /// How it is compiled; the optimizer's state is that to begin with.
    var compilation: KerasTraining { get }
    /// Whether the files of models say how they are compiled. Checkpoints always do.
    var savesCompilation: Bool { get }

    /// The training, from its start or from where it was.
    func training(resuming state: TrainingState?) throws -> Training
    /// What the network to begin with reads right; nil where no corrections are learned.
    func accuraciesBefore() throws -> RunRecord.CorrectionAccuracies?
    /// The result of a training that is done, measured.
    /// - Parameter before: what the network that was corrected has read right.
    func result(of training: Training, before: RunRecord.CorrectionAccuracies?) throws -> TaskResult
}

/// What a task has come to.
struct TaskResult {
    /// The network to save.
    let model: Sequential
    /// What its file has beside it (`KerasSaveOptions.annotation`); nil for nothing.
    var annotation: String?
    /// On the test data.
    let testAccuracy: Double
    let testLoss: Double
    /// The same loss without smoothed labels, where the training smooths them.
    var unsmoothedTestLoss: Double?
    /// What learning corrections has brought; nil without any.
    let corrections: TrainingReport.CorrectionReport?
    /// What the report shows of single samples.
    let samples: any SampleResults
}

extension Recipe {
    /// The task of this recipe.
    /// - Parameter checkpoint: where the training is; nil for one that begins.
    func task(_ settings: TrainingSettings, checkpoint: Checkpoint?) throws -> any RecipeTask {
        switch self {
        case .seed, .fast, .robust, .reader: try ClassificationTask(settings, checkpoint: checkpoint)
        case .numbers: try LinesTask(settings, checkpoint: checkpoint)
        }
    }
}
