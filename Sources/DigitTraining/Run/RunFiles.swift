import DigitFiles
import DigitKeras
import DigitNN

/// The files of a run.
struct RunFiles {
    let folder: RunFolder
    /// Held for as long as the run writes.
    private let lock: FolderLock
    let checkpoints: CheckpointFiles
    /// The path of the model at the end.
    let model: String

    /// The folder of an earlier run, or a new one.
    init(_ recipe: Recipe, earlier: EarlierRun?, output: String?) throws {
        let folder: RunFolder
        if let earlier {
            folder = earlier.folder
            folder.removeUnfinished()
        } else if let output {
            folder = try RunFolder.at(
                output, for: RunFolder.modelNames + [RunFolder.bestName, RunRecord.fileName] + CheckpointFiles.names)
        } else {
            folder = try RunFolder.next()
        }
        self.folder = folder
        model = folder.file(recipe.modelName)
        lock = try earlier?.lock ?? FolderLock(folder.path)
        checkpoints = CheckpointFiles(in: folder)
    }

    /// Adds to errors during training that the run can be resumed.
    func explainingFailures(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as FileError where checkpoints.areThere {
            throw explained(error.path, error.problem)
        } catch let error as KerasError where checkpoints.areThere {
            throw explained(error.file, error.problem)
        }
    }

    private func explained(_ path: String, _ problem: String) -> FileError {
        FileError(path: path, problem: "\(problem). The last checkpoint is whole. \(folder.advice)")
    }
}

extension RunFolder {
    /// The model after the last epoch, whatever the recipe is.
    package static let modelNames = Set(Recipe.allCases.map(\.modelName)).sorted()
    /// The file of the model that `path` refers to: for the folder of a run, that after the last epoch; a file refers to itself.
    /// - Throws: `FileError` if the folder has none.
    package static func modelFile(_ path: String) throws(FileError) -> String {
        guard try pathKind(path) == .folder else { return path }
        let folder = try existing(path)
        guard let name = (modelNames + [bestName]).first(where: folder.has) else {
            throw FileError(
                path: path, problem: "the folder of a run expected, found none of \(modelNames.joined(separator: ", "))")
        }
        return folder.file(name)
    }

    /// The model of the best epoch.
    package static let bestName = "best.h5"

    /// How to resume the run.
    package var advice: String { "Continue with: \(Locations.command) train --resume \(path)" }

    /// Removes the files of a run without result: one that has neither a model nor a checkpoint.
    public func removeUnfinishedRun() {
        let made = Self.modelNames + CheckpointFiles.names
        if made.contains(where: has) { return }
        for name in [RunRecord.fileName, ResultsTable.fileName, Self.bestName] { remove(name) }
        removeFolder(TensorBoardCallback.folderName)
        removeIfEmpty()
    }
}

/// Stops a training when its observer asks for it, with a checkpoint to resume from.
struct StopCallback: TrainingCallback {
    let checkpoints: CheckpointCallback
    let folder: RunFolder
    let observer: any RunObserver

    func stepEnded(_ report: StepReport, _ training: Training) throws {
        guard observer.isStopRequested, report.step < report.steps else { return }
        try checkpoints.write(training)
        observer.canResume(folder)
        throw RunStopped(folder: folder)
    }

    func epochEnded(_ report: EpochReport, _ training: Training) throws {
        // There is a checkpoint of each epoch.
        observer.canResume(folder)
        if observer.isStopRequested { throw RunStopped(folder: folder) }
    }
}
