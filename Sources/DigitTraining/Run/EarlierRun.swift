import DigitFiles
import DigitNN
import DigitTensor

/// A stopped run that is resumed.
struct EarlierRun {
    let folder: RunFolder
    /// Two processes that resume the same run would overwrite each other's files.
    let lock: FolderLock
    let record: RunRecord
    /// Nil if it was stopped before its first checkpoint: then it begins anew.
    let checkpoint: Checkpoint?
    /// The problem with the last checkpoint, if the one before it is used.
    let problem: FileError?

    /// The run in a folder.
    /// - Throws: `FileError` if it is not a run, is complete or under way, or its checkpoints are damaged, or were made with
    ///   another instruction set, which rounds differently.
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
                path: path, problem: "this run is complete; --model \(folder.file(modelName)) continues from its result")
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

    /// Checks that the data is the same as when the run began.
    func check(fingerprint: String) throws(FileError) {
        guard record.data.fingerprint == fingerprint else {
            throw FileError(
                path: folder.file(RunRecord.fileName),
                problem:
                    "the data differs from that of the run's start: \(record.data.fingerprint) expected, found \(fingerprint)"
            )
        }
    }
}

extension RunRecord {
    /// Checks that the instruction set is the same as when the run began.
    func check(_ current: InstructionSet, of folder: RunFolder) throws(FileError) {
        guard machine.instructionSet == current.rawValue else {
            throw FileError(
                path: folder.file(Self.fileName),
                problem:
                    "instruction_set: \(current) expected, the one that this process uses, got \(machine.instructionSet); "
                    + "DIGITS_ISA=\(machine.instructionSet) continues with the same results, if the machine supports it")
        }
    }
}
