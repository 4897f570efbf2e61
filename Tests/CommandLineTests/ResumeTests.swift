import DigitKeras
import DigitNN
import Foundation
import TestSupport
import Testing

/// A training that is stopped in any way continues exactly where it was.
@Suite(.serialized) struct ResumeTests {
    private let folder: Folder
    /// Everything that has a state: dropout, averaged weights, schedules, the best epoch.
    private let options = [
        "--data", "mnist", "--epochs", "6", "--batch-size", "32", "--threads", "1", "--average", "0.9", "--schedule", "plateau",
        "--decay-every", "1", "--clip-norm", "1", "--checkpoint-every", "1", "--quiet",
    ]

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 320, test: 50)
    }

    /// The results of a run, except for its times.
    private struct Result: Equatable {
        var weights: [[Float]]
        var best: [[Float]]
        var state: OptimizerState?
        var rows: [[String]]
    }

    private func result(_ run: String) throws -> Result {
        let last = try KerasModel.load(folder.file("\(run)/mnist_digit_recognizer.h5"))
        let table = String(decoding: try contents(folder.file("\(run)/results.csv")), as: UTF8.self)
        return Result(
            weights: last.model.weights.joined().map(\.scalars),
            best: try Sequential(contentsOf: folder.file("\(run)/best.h5")).weights.joined().map(\.scalars),
            state: last.optimizerState,
            rows: table.split(separator: "\n").map {
                let fields = $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                return [fields[0]] + fields[2...]
            })
    }

    private func train(_ arguments: [String]) throws -> Outcome { try digits(["train"] + arguments, in: folder) }

    @Test("Killed at 50 random moments, a training ends with the same weights, bit for bit")
    func killed() throws {
        let start = ContinuousClock.now
        #expect(try train(options + ["--output", "whole"]).status == 0)
        // Within a third of its running time, so that it makes progress, but is killed a few times before it is done.
        var longest = UInt32((ContinuousClock.now - start) / .microseconds(1) / 3)
        let whole = try result("whole")
        var random = SystemRandomNumberGenerator()
        var (kills, runs, resumed) = (0, 0, 0)
        while kills < 50 {
            let run = "run\(runs)"
            // Killed before it has written its settings, a run begins anew.
            let hasBegun = folder.names.contains("\(run)/args.json")
            resumed += hasBegun ? 1 : 0
            let arguments = hasBegun ? ["--resume", run, "--quiet"] : options + ["--output", run]
            let program = try Program([Program.digits, "train"] + arguments, in: folder)
            usleep(UInt32.random(in: 1000...max(longest, 2000), using: &random))
            program.send(SIGKILL)
            let outcome = try program.wait()
            if outcome.status == 137 {
                kills += 1
                // The machine has become slower: that was before it began.
                if !folder.names.contains("\(run)/args.json") { longest = min(2 * longest, 10_000_000) }
                continue
            }
            // It may have been killed after it wrote its last file, before it ended.
            let wasDone = hasBegun && outcome.errors.contains("this run is done")
            try #require(outcome.status == 0 || wasDone, "\(outcome.errors)")
            #expect(try result(run) == whole)
            runs += 1
        }
        #expect(resumed > 25)
        // The last run completes.
        let last = "run\(runs)"
        if folder.names.contains("\(last)/args.json") {
            let outcome = try train(["--resume", last])
            #expect(outcome.status == 0 || outcome.errors.contains("this run is done"))
            #expect(try result(last) == whole)
            // A completed run is left unchanged.
            #expect(outcome.status != 0 || !folder.names.contains { $0.hasSuffix(".tmp") && $0.hasPrefix(last) })
            #expect(!folder.names.contains("\(last)/checkpoint.keras"))
        }
    }

    @Test func interruptedByControlC() throws {
        // So many epochs that it is not done before the signal comes, however busy the machine is.
        let long = options.map { $0 == "6" ? "20" : $0 }
        #expect(try train(long + ["--output", "whole"]).status == 0)
        let slow = long.map { $0 == "--quiet" ? "--tensorboard" : $0 }
        let program = try Program([Program.digits, "train"] + slow + ["--output", "run"], in: folder)
        try wait { program.outputSoFar.contains("Epoch 3/") }
        program.send(SIGINT)
        let outcome = try program.wait()
        #expect(outcome.status == 130)
        #expect(outcome.errors == "Interrupted. Continue with: digits train --resume run\n")
        let resumed = try train(["--resume", "run"])
        #expect(resumed.status == 0 && resumed.errors == "")
        #expect(resumed.output.contains(/Continuing after step \d+ of epoch \d+\n/))
        #expect(try result("run") == result("whole"))
        let again = try train(["--resume", "run"])
        #expect(again.status == 1)
        let message = "Error: run: this run is complete; --model run/mnist_digit_recognizer.h5 continues from its result"
        #expect(again.errorLine == message)
    }

    @Test func nothingButThreadsGoesWithIt() throws {
        let usage = try train(["--resume", "run", "--epochs", "9"])
        #expect(usage.status == 2)
        let message = "--resume continues with the settings of the run: only --threads, --json and --quiet may be given with it"
        #expect(usage.errors.contains(message))
        try expectFailure("nowhere", "nowhere: No such file or directory")
    }

    @Test("While a process works on a run, a second one is refused, and the run ends as if nobody had tried")
    func twoProcesses() throws {
        #expect(try train(options + ["--output", "whole"]).status == 0)
        let program = try Program([Program.digits, "train"] + options + ["--output", "run"], in: folder)
        try wait { folder.names.contains("run/checkpoint.keras") }
        program.send(SIGSTOP)
        try expectFailure("run", "run: another process is using this folder")
        program.send(SIGCONT)
        #expect(try program.wait().status == 0)
        #expect(try result("run") == result("whole"))
    }

    private func expectFailure(_ run: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let outcome = try train(["--resume", run])
        #expect(outcome.status == 1, sourceLocation: sourceLocation)
        #expect(outcome.errorLine?.contains(message) == true, "\(outcome.errors)", sourceLocation: sourceLocation)
    }
}
