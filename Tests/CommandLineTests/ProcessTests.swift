import Foundation
import TestSupport
import Testing

/// Commands in unusual surroundings.
@Suite(.serialized) struct ProcessTests {
    /// Runs `digits` through a shell, with what the shell can do to its streams.
    private func shell(_ script: String, _ arguments: [String], in folder: Folder) throws -> Outcome {
        try Program(["/bin/sh", "-c", script, Program.digits] + arguments, in: folder).wait()
    }

    /// A picture with some ink.
    private func folder() throws -> Folder {
        let folder = try Folder()
        let rows = (0..<28).map { y in (0..<28).map { x in (12...15).contains(x) && (4...23).contains(y) ? "1" : "0" }.joined() }
        try folder.write(Array("P1\n28 28\n\(rows.joined(separator: "\n"))\n".utf8), as: "one.pbm")
        return folder
    }

    /// Both print something in any case.
    private static let commands = [["predict", "one.pbm"], ["read", "--csv", "one.pbm"]]

    @Test("Closed standard output is a failure", arguments: commands) func closedOutput(command: [String]) throws {
        let outcome = try shell(#"exec "$0" "$@" >&-"#, command, in: folder())
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasSuffix("Error: standard output: Bad file descriptor\n"))
    }

    #if os(Linux)
        @Test("A full disk for standard output", arguments: commands) func fullOutput(command: [String]) throws {
            let outcome = try digits(command, in: folder(), output: "/dev/full")
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasSuffix("Error: standard output: No space left on device\n"))
        }
    #endif

    @Test("Closed standard error and input are no failure") func closedOthers() throws {
        let outcome = try shell(#"exec "$0" "$@" 2>&- <&-"#, ["predict", "one.pbm"], in: folder())
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("1"))
    }

    @Test("A picture from a pipe is read as -, but not as a file") func pipes() throws {
        let piped = try shell(#"cat one.pbm | "$0" read -"#, [], in: folder())
        #expect(piped.status == 0)
        #expect(piped.output == "1\n" && piped.errors == "")
        let outcome = try digits(["read", "/dev/zero"], in: folder())
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("/dev/zero: a regular file expected, found a device, pipe or socket"))
    }

    @Test func unknownEnvironment() throws {
        let outcome = try digits(["summary", "m.h5"], in: folder(), environment: ["DIGITS_ISA": "sse9"])
        #expect(outcome.status == 1)
        #expect(outcome.errorLine == "Error: DIGITS_ISA: one of generic, avx2, avx512, neon expected, got sse9")
        let threads = try digits(["summary", "m.h5"], in: folder(), environment: ["DIGITS_THREADS": "many"])
        #expect(threads.errorLine == "Error: DIGITS_THREADS: a number from 1 to 256 expected, got many")
    }

    /// Even if the signal comes late, the programs that make the last pictures end, and leave no file.
    @Test("Signals while the last pictures are made", arguments: [SIGINT, SIGTERM]) func convertersEnd(signal: Int32) throws {
        let folder = try Folder()
        try folder.addMNIST(training: 320, test: 20)
        // A converter that records its process ID, begins its picture and never ends.
        let script = "#!/bin/sh\necho $$ >> '\(folder.file("started"))'\necho half\nexec sleep 600\n"
        try FileManager.default.createDirectory(atPath: folder.file("bin"), withIntermediateDirectories: false)
        try folder.write(Array(script.utf8), as: "bin/rsvg-convert")
        chmod(folder.file("bin/rsvg-convert"), 0o755)
        let program = try Program(
            [Program.digits, "train", "--data", "mnist", "--epochs", "1", "--output", "run"], in: folder,
            environment: ["PATH": "\(folder.file("bin")):/usr/bin:/bin"])
        // The process ID is there a moment later than the file that it is written to.
        func hasStarted() -> Bool { (try? contents(folder.file("started")).isEmpty) == false }
        try wait { hasStarted() }
        program.send(signal)
        #expect(try program.wait().status == 128 + signal)
        #expect(!folder.names.contains { $0.hasSuffix(".tmp") })
        let numbers = String(decoding: try contents(folder.file("started")), as: UTF8.self).split(separator: "\n")
        #expect(!numbers.isEmpty)
        // The process that adopts orphans may need a moment.
        for number in numbers.compactMap({ pid_t($0) }) { try wait { kill(number, 0) == -1 } }
    }
}
