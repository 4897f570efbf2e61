import DigitFiles
import DigitKeras
import DigitNN
import DigitTensor
import DigitTraining
import Foundation
import TestSupport
import Testing

/// Runs that are stopped and resumed, or whose files were changed in between.
@Suite struct ResumedRunTests {
    private let folder: Folder
    /// Everything that has a state: dropout, averaged weights, schedules, the best epoch.
    private let values = [
        "epochs": "4", "batch-size": "32", "threads": "1", "average": "0.9", "schedule": "plateau", "decay-every": "1",
        "clip-norm": "1", "checkpoint-every": "1",
    ]

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 320, test: 50)
    }

    /// Stops a run after some steps.
    private final class Stopper: RunObserver {
        private var stepsLeft: Int
        private(set) var lines: [String] = []
        private(set) var resumed: (epochs: Int, steps: Int)?
        private(set) var canResume = false

        init(afterSteps steps: Int = .max) { stepsLeft = steps }

        func noted(_ line: String) { lines.append(line) }
        func began(_ start: RunStart) { resumed = start.resumed }
        func progressed(_ progress: TrainingProgress) { if case .step = progress { stepsLeft -= 1 } }
        var isStopRequested: Bool { stepsLeft <= 0 }
        func canResume(_ folder: RunFolder?) { canResume = folder != nil }
    }

    /// Begins a run and stops it in its second epoch.
    private func stop(_ run: String, afterSteps steps: Int = 13) throws {
        let settings = try TrainingSettings(values.merging(["data": folder.file("mnist")]) { $1 })
        let stopper = Stopper(afterSteps: steps)
        #expect(throws: RunStopped.self) { try TrainingRun(settings, output: folder.file(run)).run(stopper) }
        #expect(stopper.canResume && folder.has("\(run)/checkpoint.keras"))
    }

    /// The results of a run, except for its times.
    private struct Result: Equatable {
        var weights: [[Tensor]]
        var best: [[Tensor]]
        var state: OptimizerState?
        var rows: [[Double?]]
    }

    private func result(_ run: String) throws -> Result {
        let last = try KerasModel.load(folder.file("\(run)/mnist_digit_recognizer.h5"))
        let rows = try ResultsTable.rows(of: RunFolder.existing(folder.file(run)))
        return Result(
            weights: last.model.weights, best: try Sequential(contentsOf: folder.file("\(run)/best.h5")).weights,
            state: last.optimizerState,
            rows: rows.map { [$0.loss, $0.accuracy, $0.valLoss, $0.valAccuracy, $0.learningRate] })
    }

    private func whole() throws -> Result {
        let settings = try TrainingSettings(values.merging(["data": folder.file("mnist")]) { $1 })
        try TrainingRun(settings, output: folder.file("whole")).run()
        return try result("whole")
    }

    @Test func aStoppedRunEndsTheSame() throws {
        let whole = try whole()
        // Within an epoch, at its end, and as soon as possible.
        for (run, steps) in [("a", 13), ("b", 10), ("c", 1)] {
            try stop(run, afterSteps: steps)
            let observer = Stopper()
            try TrainingRun(resuming: folder.file(run), threads: 2).run(observer)
            #expect(observer.resumed.map { $0.epochs * 10 + $0.steps } == steps)
            #expect(!observer.canResume && !folder.has("\(run)/checkpoint.keras"))
            #expect(try result(run) == whole)
            let error = #expect(throws: FileError.self) { try TrainingRun(resuming: folder.file(run)) }
            #expect(error?.problem.hasPrefix("this run is complete; --model ") == true)
        }
    }

    @Test("A resumed run compares with the model that was corrected, not with that of its checkpoint")
    func resumedCorrections() throws {
        // Three test images with wrong labels: the bundled model gets all of them wrong.
        for (index, label) in [(0, 3), (1, 4), (2, 5)] {
            try FileManager.default.createDirectory(
                atPath: folder.file("corrections/\(label)"), withIntermediateDirectories: true)
            try folder.addPicture("corrections/\(label)/\(index).pgm", index: index)
        }
        let settings = try TrainingSettings([
            "data": folder.file("mnist"), "model": bundledModelPath, "include": folder.file("corrections"), "epochs": "4",
            "learning-rate": "0.01", "batch-size": "32", "threads": "1", "checkpoint-every": "1",
        ])
        let whole = try #require(try TrainingRun(settings, output: folder.file("whole")).run().corrections)
        #expect(whole.accuracyBefore == 0 && whole.accuracyAfter > 0)
        for (run, steps) in [("a", 1), ("b", 36)] {
            #expect(throws: RunStopped.self) {
                try TrainingRun(settings, output: folder.file(run)).run(Stopper(afterSteps: steps))
            }
            #expect(try TrainingRun(resuming: folder.file(run)).run().corrections == whole)
        }
    }

    @Test func aDamagedCheckpoint() throws {
        let whole = try whole()
        try stop("run")
        let last = try contents(folder.file("run/checkpoint.keras"))
        let middle = last.count / 2
        for (number, damaged) in [Array(last.dropLast(1000)), last[..<middle] + [last[middle] ^ 1] + last[(middle + 1)...], []]
            .enumerated()
        {
            let run = "copy\(number)"
            try FileManager.default.copyItem(atPath: folder.file("run"), toPath: folder.file(run))
            try folder.write(damaged, as: "\(run)/checkpoint.keras")
            let observer = Stopper()
            try TrainingRun(resuming: folder.file(run)).run(observer)
            let line = try #require(observer.lines.first)
            #expect(line.hasPrefix(folder.file("\(run)/checkpoint.keras: ")))
            #expect(line.hasSuffix("; continuing from the checkpoint before it"))
            #expect(try result(run) == whole)
        }
        try folder.write(Array(last.dropLast(1000)), as: "run/checkpoint.keras")
        try folder.write(Array(last.dropLast(2000)), as: "run/checkpoint-previous.keras")
        expectRefusal("run", "run/checkpoint.keras: ")
    }

    private func expectRefusal(_ run: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
            try TrainingRun(resuming: folder.file(run)).run()
        }
        #expect(error?.description.contains(message) == true, "\(error as Any)", sourceLocation: sourceLocation)
    }

    @Test func aRecordThatSomebodyChanged() throws {
        try stop("run")
        expectRefusal("nowhere", "nowhere: No such file or directory")
        try FileManager.default.createDirectory(atPath: folder.file("empty"), withIntermediateDirectories: false)
        expectRefusal("empty", "empty/args.json: No such file or directory")
        let record = String(decoding: try contents(folder.file("run/args.json")), as: UTF8.self)
        let current = InstructionSet.current.rawValue
        for (old, new, message) in [
            ("\"format\" : 1", "\"format\" : 99", "format 1 expected, found 99 of another version"),
            ("\"monitor\"", "\"other\"", "other: no such setting"),
            (
                "\"checkpoint_every\" : 1", "\"checkpoint_every\" : 0",
                "checkpoint_every: a whole number from 1 to 1000000000 expected, got 0"
            ),
            ("\"parameters\" : 225034", "\"parameters\" : -1", "parameters: a number from 0 to "),
            ("\"training_count\" : 320", "\"training_count\" : 9223372036854775807", "data.training_count: a number from 0 to "),
            ("{", "[", "JSON expected"),
            ("225034", "225035", "a network of 225035 parameters expected, as args.json says, found 225034"),
            ("crc32:", "crc32:f", "the data differs from that of the run's start"),
            ("\"\(current)\"", "\"sse\"", "instruction_set: \(current) expected, the one that this process uses, got sse"),
        ] {
            #expect(record.contains(old))
            try folder.write(Array(record.replacing(old, with: new).utf8), as: "run/args.json")
            expectRefusal("run", "run/args.json: \(message)".replacing("run/args.json: a network", with: "a network"))
        }
    }

    @Test(
        "Impossible numbers in a checkpoint are refused by name",
        arguments: [
            ("seconds", "1e300"), ("seconds", "-1"), ("step", "-1"), ("step", "9223372036854775807"),
            ("right_count", "9223372036854775807"), ("loss_sum", "\"inf\""), ("history[0].seconds", "1e300"),
            ("history[0].validation_seconds", "1e300"), ("history[0].epoch", "2"), ("history[0].accuracy", "\"nan\""),
            ("history[0].val_accuracy", "1.5"), ("history[0].learning_rate", "-1"),
        ])
    func impossibleProgress(name: String, value: String) throws {
        try stop("run")
        let member = name.split(separator: ".").last.map(String.init) ?? name
        for file in ["checkpoint.keras", "checkpoint-previous.keras"] {
            let path = folder.file("run/\(file)")
            let archive = try ZipReader(bytes: try contents(path), name: file)
            var text = String(decoding: try #require(try archive.member("digits/training.json")), as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            // Members of the history are nested.
            let indent = name.hasPrefix("history") ? "      " : "  "
            text = lines.map { line in
                guard line.hasPrefix("\(indent)\"\(member)\" : ") else { return line }
                return "\(indent)\"\(member)\" : \(value)\(line.hasSuffix(",") ? "," : "")"
            }.joined(separator: "\n")
            #expect(text != lines.joined(separator: "\n"))
            var members: [ZipWriter.Member] = []
            for name in archive.names where name != "digits/training.json" {
                members.append(ZipWriter.Member(name: name, bytes: try #require(try archive.member(name))))
            }
            members.append(ZipWriter.Member(name: "digits/training.json", bytes: Array(text.utf8)))
            try folder.write(try ZipWriter.archive(members, name: file), as: "run/\(file)")
        }
        expectRefusal("run", "run/checkpoint.keras: \(name): a number from ")
    }

    @Test func impossibleResults() throws {
        let settings = try TrainingSettings(["data": folder.file("mnist"), "fast-dev-run": "true"])
        try TrainingRun(settings, output: folder.file("run")).run()
        #expect(RunComparison([try RunOverview(folder.file("run"))]).table.contains("run"))
        let good = String(decoding: try contents(folder.file("run/results.csv")), as: UTF8.self)
        let header = try #require(good.split(separator: "\n").first)
        for (row, name) in [
            ("1,1,1,0.5,1,1e3097,0.1", "val_accuracy"), ("1,1,1,nan,1,0.5,0.1", "accuracy"),
            ("1,1e300,1,0.5,1,0.5,0.1", "seconds"),
            ("0,1,1,0.5,1,0.5,0.1", "epoch"), ("1,1,1,0.5,1,0.5,inf", "learning_rate"),
        ] {
            try folder.write(Array("\(header)\n\(row)\n".utf8), as: "run/results.csv")
            let error = #expect(throws: FileError.self) { try RunOverview(folder.file("run")) }
            #expect(error?.problem.hasPrefix("line 2: \(name): a number from ") == true, "\(error as Any)")
        }
    }
}
