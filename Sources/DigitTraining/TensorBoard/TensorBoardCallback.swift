import DigitFiles
import DigitNN

/// Writes each epoch's metrics for TensorBoard, in the folders and under the names of Keras's callback.
package struct TensorBoardCallback: TrainingCallback {
    /// The folder within a run's folder.
    package static let folderName = "tensorboard"

    private let training: EventFile
    private let validation: EventFile?

    /// - Parameter isValidated: whether the epochs are validated.
    package init(in folder: RunFolder, isValidated: Bool) throws(FileError) {
        training = try EventFile(in: folder.makeFolder("\(Self.folderName)/train"))
        validation = isValidated ? try EventFile(in: folder.makeFolder("\(Self.folderName)/validation")) : nil
    }

    package func epochEnded(_ report: EpochReport, _ training: Training) throws {
        try self.training.add(
            [
                ("epoch_loss", report.training.loss), ("epoch_accuracy", report.training.accuracy),
                ("epoch_learning_rate", report.learningRate),
            ], step: report.epoch - 1)
        guard let result = report.validation else { return }
        try validation?.add([("epoch_loss", result.loss), ("epoch_accuracy", result.accuracy)], step: report.epoch - 1)
    }
}
