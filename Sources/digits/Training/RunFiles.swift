import DigitFiles
import DigitKeras
import DigitNN
import DigitRuns

/// What a run writes where.
struct RunFiles {
    static let modelName = "mnist_digit_recognizer.h5"
    static let bestName = "best.h5"

    let folder: RunFolder
    /// Held for as long as the run writes.
    private let lock: FolderLock
    let checkpoints: CheckpointFiles
    /// The path of the model at the end.
    var model: String { folder.file(Self.modelName) }

    /// The folder of an earlier run, or a new one.
    init(earlier: EarlierRun?, output: String?) throws {
        let folder: RunFolder
        if let earlier {
            folder = earlier.folder
            folder.removeUnfinished()
        } else if let output {
            folder = try RunFolder.at(output, for: [Self.modelName, Self.bestName, RunRecord.fileName] + CheckpointFiles.names)
        } else {
            folder = try RunFolder.next()
        }
        self.folder = folder
        lock = try earlier?.lock ?? FolderLock(folder.path)
        checkpoints = CheckpointFiles(in: folder)
        // A run that came to nothing leaves nothing behind.
        let made = [Self.modelName] + CheckpointFiles.names
        Interruption.atEnd {
            if made.contains(where: folder.has) { return }
            for name in [RunRecord.fileName, ResultsTable.fileName, Self.bestName] { folder.remove(name) }
            folder.removeFolder(TensorBoardCallback.folderName)
            folder.removeIfEmpty()
        }
    }

    /// How to go on with the run.
    var advice: String { "Go on with: digits train --resume \(folder.path)" }

    /// Has what goes wrong in the midst of a training say that there is a way to go on.
    func explainingFailures(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as FileError where checkpoints.areThere {
            throw FileError(path: error.path, problem: "\(error.problem). The last checkpoint is whole. \(advice)")
        } catch let error as KerasError where checkpoints.areThere {
            throw FileError(path: error.file, problem: "\(error.problem). The last checkpoint is whole. \(advice)")
        }
    }

    /// Writes the report and the pictures.
    func writeReport(_ results: RunResults) throws { try results.write(to: folder) }

    /// The run is done: nothing is left to go on with.
    func finish() {
        checkpoints.remove()
        Interruption.advise(nil)
    }
}

/// Ends a training when a signal asks for it, with a checkpoint to go on from.
struct Stopping: TrainingCallback {
    let checkpoints: CheckpointCallback
    let files: RunFiles

    func stepEnded(_ report: StepReport, _ training: Training) throws {
        guard let signal = Interruption.notedSignal, report.step < report.steps else { return }
        try checkpoints.write(training)
        Interruption.advise(files.advice)
        throw Interrupted(signal: signal)
    }

    func epochEnded(_ report: EpochReport, _ training: Training) throws {
        // There is a checkpoint of each epoch.
        Interruption.advise(files.advice)
        if let signal = Interruption.notedSignal { throw Interrupted(signal: signal) }
    }
}
