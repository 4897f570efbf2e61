import DigitFiles
import DigitNN
import DigitTensor

/// A run that was stopped and continues.
struct EarlierRun {
    let folder: RunFolder
    /// Two processes that continue with one run would write over each other's files.
    let lock: FolderLock
    let record: RunRecord
    /// Nil where it was stopped before its first checkpoint: then it begins anew.
    let checkpoint: Checkpoint?
    /// What was wrong with the last checkpoint, where it is the one before.
    let problem: FileError?

    /// The run in a folder.
    /// - Throws: `FileError` where it is none, or done, or under way, or its checkpoints are damaged, or were made with another
    ///   instruction set: its sums round in another way.
    init(_ path: String) throws(FileError) {
        folder = try RunFolder.existing(path)
        lock = try FolderLock(path)
        record = try RunRecord(of: folder)
        _ = record.options.preferInstructionSet()
        try record.check(InstructionSet.current, of: folder)
        let found = try CheckpointFiles(in: folder).load(epochs: record.options.epochs)
        let modelName = record.options.recipe.modelName
        if found == nil, folder.has(modelName) {
            throw FileError(
                path: path, problem: "this run is done; --model \(folder.file(modelName)) continues from its result")
        }
        checkpoint = found?.checkpoint
        problem = found?.problem
        if let checkpoint, checkpoint.model.parameterCount != record.parameters {
            throw FileError(
                path: folder.file(CheckpointFiles.names[0]),
                problem:
                    "a network of \(record.parameters) parameters expected, as \(RunRecord.fileName) says, found \(checkpoint.model.parameterCount)"
            )
        }
    }

    /// Checks that the data are those that the run began with.
    func check(fingerprint: String) throws(FileError) {
        guard record.data.fingerprint == fingerprint else {
            throw FileError(
                path: folder.file(RunRecord.fileName),
                problem:
                    "the data are not those that the run began with: \(record.data.fingerprint) expected, found \(fingerprint)")
        }
    }
}

extension RunRecord {
    /// Checks that the instruction set is that which the run began with.
    func check(_ current: InstructionSet, of folder: RunFolder) throws(FileError) {
        guard machine.instructionSet == current.rawValue else {
            throw FileError(
                path: folder.file(Self.fileName),
                problem:
                    "instruction_set: \(current) expected, as this process computes with, got \(machine.instructionSet); "
                    + "DIGITS_ISA=\(machine.instructionSet) continues with the same results, where the machine can")
        }
    }
}
