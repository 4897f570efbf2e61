import DigitFiles
import Foundation
import TestSupport
import Testing

struct ProgramTests {
    private static func output(of script: String, seconds: Int = 30) throws(ProgramError) -> String {
        let limits = ProgramLimits(seconds: seconds, output: 1 << 16)
        return String(decoding: try runProgram(["sh", "-c", script], limits: limits), as: UTF8.self)
    }

    /// As on the threads of a server, whose sockets are not marked to be closed.
    @Test("A program inherits no open files, no blocked signals and no ignored pipes") func inheritsNothing() throws {
        let copies = (0..<20).map { _ in dup(STDERR_FILENO) }
        defer { copies.forEach { close($0) } }
        let numbers = copies.map(String.init).joined(separator: " ")
        #expect(try Self.output(of: "for n in \(numbers); do test ! -e /dev/fd/$n || echo $n; done; echo end") == "end\n")

        let earlier = signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, earlier) }
        var (all, mask) = (sigset_t(), sigset_t())
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &mask)
        defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
        for name in ["TERM", "INT", "PIPE"] {
            #expect(throws: ProgramError.failed(""), "\(name)") { try Self.output(of: "kill -\(name) $$; echo alive") }
        }
    }

    @Test("What a program has started ends with it") func endsWhole() throws {
        let folder = try Folder()
        let start = ContinuousClock.now
        #expect(throws: ProgramError.tooSlow(seconds: 1)) {
            try Self.output(of: "(sleep 3; echo >'\(folder.file("late"))') & wait", seconds: 1)
        }
        let rest = .seconds(4) - (ContinuousClock.now - start)
        Thread.sleep(forTimeInterval: max(0, rest / .seconds(1)))
        #expect(!folder.has("late"))
    }

    @Test("A program ends when nobody wants its output any more") func unwanted() throws {
        let folder = try Folder()
        let started = folder.file("started")
        let allowance = ProgramAllowance(permitsPrograms: true, seconds: 30) { access(started, F_OK) != 0 }
        let start = ContinuousClock.now
        #expect(throws: ProgramError.self) {
            try allowance.during { () throws(ProgramError) in try Self.output(of: "echo >'\(started)'; exec sleep 60") }
        }
        #expect(ContinuousClock.now - start < .seconds(20) && !allowance.hasRefused)
    }

    @Test("The programs of one work have a time together") func timeTogether() throws {
        let allowance = ProgramAllowance(permitsPrograms: true, seconds: 4) { true }
        let start = ContinuousClock.now
        try allowance.during { () throws in
            #expect(try Self.output(of: "sleep 1; echo 1") == "1\n")
            #expect(throws: ProgramError.self) { try Self.output(of: "exec sleep 60") }
            #expect(throws: ProgramError.tooSlow(seconds: 4)) { try Self.output(of: "echo 2") }
        }
        #expect(ContinuousClock.now - start >= .seconds(4) && ContinuousClock.now - start < .seconds(30))
        // The limit is that of the work alone.
        #expect(try Self.output(of: "echo 3") == "3\n")
    }

    @Test("Work that may not run programs is known") func refused() throws {
        let folder = try Folder()
        let allowance = ProgramAllowance(permitsPrograms: false, seconds: 2) { true }
        allowance.during {
            // What is not installed is reported as such.
            #expect(throws: ProgramError.missing) { try runProgram(["no-such-program"], limits: ProgramLimits(output: 1)) }
            #expect(!allowance.hasRefused)
            #expect(throws: ProgramError.self) { try Self.output(of: "echo >'\(folder.file("started"))'") }
        }
        #expect(allowance.hasRefused && !folder.has("started"))
    }
}
