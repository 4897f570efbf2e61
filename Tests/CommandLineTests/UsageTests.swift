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

    /// Recorded in the same way. `./digits serve --help` prints the text without building the server.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Program.digits + "-serve")))
    func helpOfTheServer() throws {
        let folder = try Folder()
        let outcome = try Program([Program.digits, "serve", "--help"], in: folder, environment: ["COLUMNS": "80"]).wait()
        #expect(outcome.status == 0)
        let path = "\(projectPath)/Scripts/serve-help.txt"
        if ProcessInfo.processInfo.environment["DIGITS_RECORD_SNAPSHOTS"] != nil {
            try Data(outcome.output.utf8).write(to: URL(fileURLWithPath: path))
        }
        #expect(outcome.output == (try String(contentsOfFile: path, encoding: .utf8)))
    }

    @Test(arguments: [("trian", "train"), ("sumary", "summary"), ("predcit", "predict"), ("hlep", "help")])
    func mistypedCommand(name: String, meant: String) throws {
        let outcome = try digits([name, "model.h5"], in: Folder())
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("Error: Unknown command '\(name)'. Did you mean '\(meant)'?\n"))
        #expect(try digits(["frobnicate"], in: Folder()).errors.hasPrefix("Error: Unknown command 'frobnicate'\nUsage"))
    }

    @Test(arguments: [
        (["form", "raed", "a.form"], "Unknown command 'form raed'. Did you mean 'form read'?"),
        (["form", "frobnicate"], "Unknown command 'form frobnicate'"),
        (["help", "trian"], "Unknown command 'trian'. Did you mean 'train'?"),
        (["help", "form", "nwe"], "Unknown command 'form nwe'. Did you mean 'form new'?"),
        (["TRAIN"], "Unknown command 'TRAIN'. Did you mean 'train'?"),
        (["train", "-epochs", "3"], "Unknown option '-epochs'. Options of several letters have two dashes: '--epochs'"),
        (["evaluate", "-help"], "Unknown option '-help'. Options of several letters have two dashes: '--help'"),
        (
            ["evaluate", "--input-range", "5"],
            "The value '5' is invalid for '--input-range <low,high>': two different numbers with a comma between them expected, such as 0,255, got \"5\""
        ),
    ])
    func mistyped(arguments: [String], message: String) throws {
        let outcome = try digits(arguments, in: Folder())
        #expect(outcome.status == 2 && outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: \(message)\n"), "\(outcome.errors)")
    }

    /// The server is a separate program, with the same meaning of its options.
    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: Program.digits + "-serve")),
        arguments: [
            (["--prot", "80"], 2, "Unknown option '--prot'. Did you mean '--port'?"),
            (["--port", "-1"], 2, "--port: a number from 0 to 65535 expected, got -1"),
            (["--batch-delay", "-1"], 2, "--batch-delay: a number from 0 to 1000000 expected, got -1"),
            (["--input-range", "5"], 2, "The value '5' is invalid for '--input-range <low,high>': two different numbers"),
            (
                ["--model", "my model=x.h5"], 2,
                "The value 'my model=x.h5' is invalid for '--model <[name=]file>': a name of letters"
            ),
            (["--model", "none.h5"], 1, "none.h5: No such file or directory"),
            (["--host", "no host", "--port", "0"], 1, "--host: the address or name of this machine expected, got \"no host\""),
        ])
    func usageOfTheServer(arguments: [String], status: Int32, message: String) throws {
        let outcome = try digits(["serve"] + arguments, in: Folder(), environment: ["DIGITS_COMMAND": "./digits"])
        #expect(outcome.status == status && outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: \(message)"), "\(outcome.errors)")
        #expect(status == 1 || outcome.errors.contains("Usage: ./digits serve ["))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Program.digits + "-serve")))
    func versionOfTheServer() throws {
        #expect(try digits(["serve", "--version"], in: Folder()).output == digits(["--version"], in: Folder()).output)
    }

    @Test func asItWasCalled() throws {
        let folder = try Folder()
        let called = ["DIGITS_COMMAND": "./digits"]
        let usage = try digits(["train", "--epochs", "0"], in: folder, environment: called).errors
        #expect(usage.contains("\nUsage: ./digits train [<options>]\n"))
        #expect(usage.contains("See './digits train --help'"))
        // Without a launcher, it is the name that the shell was given.
        #expect(try digits(["summary", "a", "b"], in: folder, environment: ["DIGITS_COMMAND": ""]).errors.contains("Usage: "))
        // Shells complete a plain name.
        let script = try digits(["--generate-completion-script", "bash"], in: folder, environment: called).output
        #expect(script.contains("digits") && !script.contains("./digits"))
    }

    @Test(arguments: [
        (["train", "--epochs", "-1"], "--epochs: a whole number from 1 to 1000000 expected, got -1"),
        (["train", "--learning-rate", "-0.5"], "--learning-rate: a finite number above 0 expected, got -0.5"),
        (["train", "--threads", "-2"], "--threads: a whole number from 1 to 256 expected, got -2"),
        (["evaluate", "model.h5", "--limit", "-3"], "--limit: a number of at least 1 expected, got -3"),
        (["lr-find", "--steps", "-3"], "--steps: a number from 10 to 100000 expected, got -3"),
    ])
    func negativeNumbers(arguments: [String], message: String) throws {
        let outcome = try digits(arguments, in: Folder())
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("Error: \(message)\n"))
    }

    @Test(arguments: [["--resume"], ["--resume", "run", "--epochs", "3"], ["--resume=run", "--epochs", "3"]])
    func usageOfResuming(arguments: [String]) throws {
        let outcome = try digits(["train"] + arguments, in: Folder())
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("\nUsage: digits train --resume <run> [--threads <n>] [--json] [--quiet]\n"))
        #expect(!outcome.errors.contains("[<options>]"))
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
        ["train", "--input-range", "0,255"], ["evaluate", "--flip-kernels"], ["evaluate", "model.h5", "--limit", "0"],
        ["evaluate", "model.h5", "--input-range", "1"], ["evaluate", "model.h5", "--input-range", "1,1"],
        ["evaluate", "model.h5", "--input-range", "0,nan"], ["predict"], ["predict", "--input-range", "-1,1", "a.png"],
        ["read", "a.png", "--annotate", "-"], ["form", "new", "a.png", "--output", "-"], ["compare", "run", "--output", "-"],
        ["form", "new", "a.png", "--annotate", "-"], ["calibrate", "a.h5", "--output", "-"],
        ["predict", "--flip-kernels", "a.png"], ["summary", "--flip-kernels"], ["summary", "a.h5", "b.h5"],
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
        // Either everything was written before the pipe was closed, or the write failed as it does for every program.
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
