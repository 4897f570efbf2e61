import Foundation
import TestSupport
import Testing

@Suite struct UsageTests {
    /// The texts are recorded anew with `DIGITS_RECORD_SNAPSHOTS=1`; read the difference before it is committed.
    @Test(arguments: ["", "train", "evaluate", "predict", "read", "form", "calibrate", "summary"])
    func help(command: String) throws {
        let arguments = command.isEmpty ? [] : [command]
        let outcome = try digits(arguments + ["--help"], in: Folder(), environment: ["COLUMNS": "80"])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let name = command.isEmpty ? "help.txt" : "help-\(command).txt"
        if ProcessInfo.processInfo.environment["DIGITS_RECORD_SNAPSHOTS"] != nil {
            try Data(outcome.output.utf8).write(
                to: URL(fileURLWithPath: "\(projectPath)/Tests/CommandLineTests/Snapshots/\(name)"))
        }
        let snapshot = Bundle.module.bundleURL.appending(path: "Snapshots/\(name)")
        #expect(outcome.output == (try? String(contentsOf: snapshot, encoding: .utf8)))
        #expect(outcome.output.contains("Examples:\n  digits "))
    }

    @Test func version() throws {
        let outcome = try digits(["--version"], in: Folder())
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /digits \d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let outcome = try digits(["--generate-completion-script", shell], in: Folder())
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("evaluate"))
    }

    @Test(arguments: [
        ["frobnicate"], ["train", "--frobnicate"], ["train", "--epochs"], ["train", "--epochs", "0"],
        ["train", "--epochs", "two"],
        ["train", "--batch-size", "-1"], ["train", "--learning-rate", "0"], ["train", "--learning-rate", "nan"],
        ["train", "--seed", "-1"],
        ["train", "--validation-split", "1"], ["train", "--threads", "0"], ["train", "--recipe", "slow"], ["train", "extra"],
        ["train", "--input-range", "0,255"], ["evaluate"], ["evaluate", "model.h5", "--limit", "0"],
        ["evaluate", "model.h5", "--input-range", "1"], ["evaluate", "model.h5", "--input-range", "1,1"],
        ["evaluate", "model.h5", "--input-range", "0,nan"], ["predict"], ["predict", "--input-range", "-1,1", "a.png"],
        ["summary"],
        ["summary", "a.h5", "b.h5"],
    ])
    func wrongUsage(arguments: [String]) throws {
        let folder = try Folder()
        let outcome = try digits(arguments, in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: "))
        #expect(outcome.errors.contains("Usage: digits"))
        #expect(folder.names == [])
    }

    @Test func aReaderThatGoesAway() throws {
        let folder = try Folder()
        let pipeline = #""$0" summary "$1" | true; exit "${PIPESTATUS[0]}""#
        let outcome = try Program(["/bin/bash", "-c", pipeline, Program.digits, bundledModelPath], in: folder).wait()
        // Either all was written before the pipe was closed, or the write failed as it does for every program.
        #expect([0, 141].contains(outcome.status))
        #expect(outcome.errors == "")
    }

    #if os(Linux)
        @Test func aFullDiskForStandardOutput() throws {
            let outcome = try digits(["summary", bundledModelPath], in: Folder(), output: "/dev/full")
            #expect(outcome.status == 1)
            #expect(outcome.errorLine == "Error: standard output: No space left on device")
        }
    #endif
}
