import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct InterruptionTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.addMNIST(training: 320, test: 20)
    }

    private func startTraining(_ arguments: String...) throws -> Program {
        try Program([Program.digits, "train", "--data", "mnist", "--threads", "1"] + arguments, in: folder)
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func stopsAtOnceWithACheckpoint(signal: Int32, status: Int32) throws {
        let program = try startTraining("--epochs", "100000")
        try wait { program.outputSoFar.contains("Epoch 2/") }
        #expect(folder.names.contains("runs/train"))
        program.send(signal)
        // Long before the last epoch: a process that continues is killed, with another status.
        let outcome = try program.wait()
        #expect(outcome.status == status)
        #expect(outcome.errors == "Interrupted. Continue with: digits train --resume runs/train\n")
        #expect(folder.names.contains("runs/train/checkpoint.keras"))
    }

    /// However late the signal comes, the file is complete or absent.
    @Test func leavesNoHalfFile() throws {
        var stopped = 0
        // On a busy machine the signals may all come too late.
        for attempt in 0..<100 where attempt < 20 || stopped == 0 {
            let program = try startTraining("--epochs", "1", "--output", "run\(attempt)")
            try wait { program.outputSoFar.contains("val_loss") }
            usleep(UInt32(attempt % 20) * 500)
            program.send(SIGINT)
            let status = try program.wait().status
            #expect([0, 130].contains(status))
            stopped += status == 130 ? 1 : 0
            let run = "run\(attempt)"
            let left = folder.names.filter { $0.hasPrefix(run) }
            #expect(!left.contains { $0.hasSuffix(".tmp") }, "\(left)")
            for name in left where name.hasSuffix(".h5") || name.hasSuffix(".keras") {
                #expect(try digits(["summary", name], in: folder).status == 0)
            }
            if left.contains("\(run)/checkpoint.keras") {
                #expect(try digits(["train", "--resume", run], in: folder).status == 0)
            }
            #expect(folder.names.contains("\(run)/mnist_digit_recognizer.h5"))
        }
        #expect(stopped > 0)
    }

    @Test func whatIsIgnoredStaysIgnored() throws {
        let command = #"trap '' HUP; exec "$0" "$@""#
        let program = try Program(
            ["/bin/sh", "-c", command, Program.digits, "train", "--data", "mnist", "--epochs", "100000", "--threads", "1"],
            in: folder)
        try wait { program.outputSoFar.contains("Epoch 2/") }
        program.send(SIGHUP)
        usleep(100_000)
        program.send(SIGINT)
        #expect(try program.wait().status == 130)
    }

    /// A limit on the size of files makes a write fail as a full disk does, without needing one.
    @Test func aFileThatCannotBeWrittenToItsEnd() throws {
        let command = #"ulimit -f 64; exec "$0" "$@""#
        let arguments = ["train", "--data", "mnist", "--epochs", "1", "--quiet"]
        let outcome = try Program(["/bin/sh", "-c", command, Program.digits] + arguments, in: folder).wait()
        #expect(outcome.status == 1)
        #expect(outcome.errorLine == "Error: runs/train/best.h5: File too large")
        #expect(!folder.names.contains { $0.hasPrefix("runs") })
    }

    #if os(Linux)
        /// A disk of some size in the folder `small`, for as long as `body` runs; does nothing if it cannot be made.
        private func withDisk(size: String, _ body: () throws -> Void) throws {
            try FileManager.default.createDirectory(atPath: folder.file("small"), withIntermediateDirectories: false)
            let mounting = try Program(
                ["/usr/bin/env", "mount", "-t", "tmpfs", "-o", "size=\(size)", "tmpfs", folder.file("small")], in: folder)
            guard try mounting.wait().status == 0 else { return }
            defer { _ = try? Program(["/usr/bin/env", "umount", folder.file("small")], in: folder).wait() }
            try body()
        }

        @Test(.enabled(if: geteuid() == 0, "only root may mount")) func aFullDisk() throws {
            try withDisk(size: "256k") {
                let outcome = try digits(
                    ["train", "--data", "mnist", "--epochs", "1", "--quiet", "--output", "small/run"], in: folder)
                #expect(outcome.status == 1)
                #expect(outcome.errorLine == "Error: small/run/best.h5: No space left on device")
                #expect(!folder.has("small/run"))
            }
        }

        /// Room for one checkpoint and the best model, not for two checkpoints and a third.
        @Test(.enabled(if: geteuid() == 0, "only root may mount")) func aDiskThatFillsUp() throws {
            try withDisk(size: "7m") {
                let outcome = try digits(
                    ["train", "--data", "mnist", "--epochs", "5", "--quiet", "--output", "small/run"], in: folder)
                #expect(outcome.status == 1)
                let message =
                    "No space left on device. The last checkpoint is whole. Continue with: digits train --resume small/run"
                #expect(outcome.errorLine?.hasSuffix(message) == true, "\(outcome.errors)")
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("small/run"))
                #expect(!left.contains { $0.hasSuffix(".tmp") }, "\(left)")
                _ = try Program(["/usr/bin/env", "mount", "-o", "remount,size=40m", folder.file("small")], in: folder).wait()
                #expect(try digits(["train", "--resume", "small/run"], in: folder).status == 0)
            }
        }

        @Test(.enabled(if: geteuid() == 0, "only root may mount")) func aDiskThatBecomesReadOnly() throws {
            try withDisk(size: "40m") {
                let program = try startTraining("--epochs", "100000", "--batch-size", "1", "--quiet", "--output", "small/run")
                try wait { folder.has("small/run/checkpoint.keras") }
                // Refused while a file is being written.
                let remount = ["/usr/bin/env", "mount", "-o", "remount,ro", folder.file("small")]
                try wait { try Program(remount, in: folder).wait().status == 0 }
                let outcome = try program.wait()
                #expect(outcome.status == 1)
                #expect(
                    outcome.errorLine?.contains(
                        "Read-only file system. The last checkpoint is whole. Continue with: digits train --resume small/run")
                        == true,
                    "\(outcome.errors)")
                #expect(try digits(["summary", "small/run/checkpoint.keras"], in: folder).status == 0)
            }
        }
    #endif
}
