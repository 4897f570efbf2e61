import Foundation
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
    func stopsAtOnceAndLeavesNothing(signal: Int32, status: Int32) throws {
        let program = try startTraining("--epochs", "100000")
        while !program.outputSoFar.contains("Epoch 2/") { usleep(1000) }
        #expect(folder.names.contains("runs/train"))
        let start = ContinuousClock.now
        program.send(signal)
        let outcome = try program.wait()
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(outcome.status == status)
        #expect(outcome.errors == "Interrupted.\n")
        #expect(!folder.names.contains { $0.hasPrefix("runs") })
    }

    /// However late the signal comes, the file is whole or not there.
    @Test func leavesNoHalfFile() throws {
        var stopped = 0
        for attempt in 0..<20 {
            let program = try startTraining("--epochs", "1", "--output", "run\(attempt)")
            while !program.outputSoFar.contains("val_loss") { usleep(100) }
            usleep(UInt32(attempt) * 500)
            program.send(SIGINT)
            let status = try program.wait().status
            #expect([0, 130].contains(status))
            stopped += status == 130 ? 1 : 0
            let left = folder.names.filter { $0.hasPrefix("run\(attempt)") }
            let model = "run\(attempt)/mnist_digit_recognizer.h5"
            #expect(left == [] || left == ["run\(attempt)", model], "\(left)")
            if left.count == 2 { #expect(try digits(["summary", model], in: folder).status == 0) }
        }
        #expect(stopped > 0)
    }

    @Test func whatIsIgnoredStaysIgnored() throws {
        let command = #"trap '' HUP; exec "$0" "$@""#
        let program = try Program(
            ["/bin/sh", "-c", command, Program.digits, "train", "--data", "mnist", "--epochs", "100000", "--threads", "1"], in: folder)
        while !program.outputSoFar.contains("Epoch 2/") { usleep(1000) }
        program.send(SIGHUP)
        usleep(100_000)
        program.send(SIGINT)
        #expect(try program.wait().status == 130)
    }

    /// A limit on the size of files fails a write as a full disk does, without the need to have one.
    @Test func aFileThatCannotBeWrittenToItsEnd() throws {
        let command = #"ulimit -f 64; exec "$0" "$@""#
        let arguments = ["train", "--data", "mnist", "--epochs", "1", "--quiet"]
        let outcome = try Program(["/bin/sh", "-c", command, Program.digits] + arguments, in: folder).wait()
        #expect(outcome.status == 1)
        #expect(outcome.errorLine == "Error: runs/train/mnist_digit_recognizer.h5: File too large")
        #expect(!folder.names.contains { $0.hasPrefix("runs") })
    }

    #if os(Linux)
        @Test(.enabled(if: geteuid() == 0, "only root may mount")) func aFullDisk() throws {
            try FileManager.default.createDirectory(atPath: folder.file("small"), withIntermediateDirectories: false)
            let mounting = try Program(["/usr/bin/env", "mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.file("small")], in: folder)
            guard try mounting.wait().status == 0 else { return }
            defer { _ = try? Program(["/usr/bin/env", "umount", folder.file("small")], in: folder).wait() }
            let outcome = try digits(["train", "--data", "mnist", "--epochs", "1", "--quiet", "--output", "small/run"], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.errorLine == "Error: small/run/mnist_digit_recognizer.h5: No space left on device")
            #expect(!folder.names.contains("small/run"))
        }
    #endif
}
