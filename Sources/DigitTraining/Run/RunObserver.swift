import DigitFiles
import DigitNN
import DigitText

/// Follows a training run, and may stop it. Every requirement has a default that does nothing.
public protocol RunObserver: AnyObject {
    /// The run has its folder. If it does not end by itself, as when the process is killed, `folder.removeUnfinishedRun()`
    /// removes a run without result.
    func madeFolder(_ folder: RunFolder)
    /// A note for the user, as one line.
    func noted(_ line: String) throws
    /// Data and network are ready.
    func began(_ start: RunStart) throws
    /// A step or an epoch is done.
    func progressed(_ progress: TrainingProgress) throws
    /// Trains, by calling `body`; `shouldStop` is read after each step.
    func train(_ body: () throws -> Void) throws
    /// Whether to stop the training, with a checkpoint to resume from.
    var isStopRequested: Bool { get }
    /// There is a checkpoint to resume from or, once the run is complete, no longer.
    func canResume(_ folder: RunFolder?)
}

extension RunObserver {
    /// Does nothing.
    public func madeFolder(_ folder: RunFolder) {}
    /// Does nothing.
    public func noted(_ line: String) throws {}
    /// Does nothing.
    public func began(_ start: RunStart) throws {}
    /// Does nothing.
    public func progressed(_ progress: TrainingProgress) throws {}
    /// Calls `body`.
    public func train(_ body: () throws -> Void) throws { try body() }
    /// False.
    public var isStopRequested: Bool { false }
    /// Does nothing.
    public func canResume(_ folder: RunFolder?) {}
}

/// The facts of a run at its start.
public struct RunStart: Sendable {
    /// The number of the network's weights.
    public let parameterCount: Int
    /// The number of training samples, including corrections; for lines, that of an epoch, on average.
    public let sampleCount: Int
    /// What a sample is: `image` or `line`.
    public let sampleName: String
    /// The seed of all random numbers.
    public let seed: UInt64
    /// The number of threads.
    public let threads: Int
    /// The instruction set in use.
    public let instructionSet: String
    /// Special properties of the data.
    public let notes: [String]
    /// The completed epochs, and the steps of the next one, if the run was resumed.
    public let resumed: (epochs: Int, steps: Int)?

    /// The same as lines of text.
    public var lines: [String] {
        let first =
            "Training \(parameterCount.counted("parameter")) on \(sampleCount.counted(sampleName)) · "
            + "seed \(seed) · \(threads.counted("thread")) · \(instructionSet)"
        return [first] + notes + (resumed.map { ["Continuing after step \($0.steps) of epoch \($0.epochs + 1)"] } ?? [])
    }
}

/// A run was stopped as its observer requested; `folder` has a checkpoint.
public struct RunStopped: Error {
    /// The folder to resume the run from.
    public let folder: RunFolder
}

/// Observes nothing.
final class NoObserver: RunObserver {}
