import DigitKeras
import DigitNN

/// The task of a recipe: its data, its network, and how the result is measured. Everything else of a run is the same for all
/// recipes.
protocol RecipeTask {
    /// The data, for the record: a run is resumed with the same data only.
    var data: RunRecord.Data { get }
    /// Notes for the user about the data, one line each.
    var notes: [String] { get }
    /// The network to begin with.
    var model: Sequential { get }
    /// How it is compiled, with the optimizer's state to begin with.
    var compilation: KerasTraining { get }
    /// Whether the files of models include the training configuration. Checkpoints always do.
    var savesCompilation: Bool { get }

    /// The training, from its start or from a checkpoint.
    func training(resuming state: TrainingState?) throws -> Training
    /// The accuracies of the network to begin with; nil if no corrections are learned.
    func accuraciesBefore() throws -> RunRecord.CorrectionAccuracies?
    /// The measured result of a completed training.
    /// - Parameter before: the accuracies of the network that was corrected.
    func result(of training: Training, before: RunRecord.CorrectionAccuracies?) throws -> TaskResult
}

/// The result of a task.
struct TaskResult {
    /// The network to save.
    let model: Sequential
    /// The annotation of its file (`KerasSaveOptions.annotation`); nil for none.
    var annotation: String?
    /// On the test data.
    let testAccuracy: Double
    let testLoss: Double
    /// The same loss without label smoothing, if the training uses it.
    var unsmoothedTestLoss: Double?
    /// The effect of learning corrections; nil without any.
    let corrections: TrainingReport.CorrectionReport?
    /// The results for single samples in the report.
    let samples: any SampleResults
}

extension Recipe {
    /// The task of this recipe.
    /// - Parameter checkpoint: the state of the training; nil for a new one.
    func task(_ settings: TrainingSettings, checkpoint: Checkpoint?) throws -> any RecipeTask {
        switch self {
        case .seed, .fast, .robust, .reader: try ClassificationTask(settings, checkpoint: checkpoint)
        case .numbers: try LinesTask(settings, checkpoint: checkpoint)
        }
    }
}
