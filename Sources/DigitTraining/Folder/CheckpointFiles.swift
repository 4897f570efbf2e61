import DigitFiles
import DigitKeras
import DigitNN

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The checkpoints in a run's folder: the last one and the one before it, so that one of them is always intact.
package struct CheckpointFiles: Sendable {
    /// The names of the last checkpoint and of the one before.
    package static let names = ["checkpoint.keras", "checkpoint-previous.keras"]

    private let last: String
    private let previous: String

    package init(in folder: RunFolder) {
        last = folder.file(Self.names[0])
        previous = folder.file(Self.names[1])
    }

    /// Writes a checkpoint. Whatever happens meanwhile, one of the two files is intact.
    /// - Throws: `FileError` if it cannot be written; the last one stays.
    package func write(_ checkpoint: Checkpoint) throws(FileError) {
        let bytes: [UInt8]
        do throws(KerasError) {
            bytes = try checkpoint.bytes(name: last)
        } catch { throw FileError(path: error.file, problem: error.problem) }
        let hadOne = rename(last, previous) == 0
        do throws(FileError) {
            try writeFile(bytes, to: last)
        } catch {
            if hadOne { _ = rename(previous, last) }
            throw error
        }
    }

    /// The last checkpoint that is intact.
    /// - Parameter epochs: the number of epochs of the whole training.
    /// - Returns: nil if there is none yet; the problem with the last one, if it is the one before.
    /// - Throws: `FileError` naming the last one if neither can be used.
    package func load(epochs: Int) throws(FileError) -> (checkpoint: Checkpoint, problem: FileError?)? {
        var problem: FileError?
        for path in [last, previous] where isThere(path) {
            do throws(FileError) {
                let bytes = try readFile(path, limit: 1 << 31)
                return (try Checkpoint(bytes: bytes, name: path, epochs: epochs), problem)
            } catch { problem = problem ?? error }
        }
        if let problem { throw problem }
        return nil
    }

    private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether there is a checkpoint.
    package var areThere: Bool { [last, previous].contains(where: isThere) }

    /// Removes the checkpoints: the training is complete.
    package func remove() {
        for path in [last, previous] { _ = unlink(path) }
    }
}

/// Writes a checkpoint after each epoch and, if requested, after every few steps.
package struct CheckpointCallback: TrainingCallback {
    private let files: CheckpointFiles
    private let settings: KerasTraining
    private let fingerprint: String
    private let interval: Int?

    /// - Parameters:
    ///   - settings: how the model is compiled, except for the optimizer's state.
    ///   - fingerprint: identifies the data that it learns from.
    ///   - interval: the number of steps after which to write one; nil for each epoch only.
    package init(_ files: CheckpointFiles, settings: KerasTraining, fingerprint: String, interval: Int?) {
        (self.files, self.settings, self.fingerprint, self.interval) = (files, settings, fingerprint, interval)
    }

    package func stepEnded(_ report: StepReport, _ training: Training) throws {
        // At an epoch's last step the validation is still to come.
        guard let interval, report.step % interval == 0, report.step < report.steps else { return }
        try write(training)
    }

    package func epochEnded(_ report: EpochReport, _ training: Training) throws { try write(training) }

    /// Writes a checkpoint at once.
    package func write(_ training: Training) throws(FileError) {
        try files.write(Checkpoint(training, settings: settings, fingerprint: fingerprint))
    }
}
