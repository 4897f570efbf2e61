import DigitFiles
import Foundation
import TestSupport
import Testing

/// The streams that both programs write to.
@Suite struct OutputTests {
    @Test("Everything is written, and closing succeeds") func complete() throws {
        let folder = try Folder()
        let number = open(folder.file("out"), O_WRONLY | O_CREAT, 0o600)
        let output = Output(descriptor: number, name: "out")
        let long = String(repeating: "0123456789", count: 100_000)
        try output.write(long)
        try output.writeLine("end")
        try output.close()
        #expect(try contents(folder.file("out")) == Array((long + "end\n").utf8))
    }

    @Test("A pipe that nobody reads") func closedPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let output = Output(descriptor: ends[1], name: "pipe")
        let error = #expect(throws: OutputError.self) { try output.writeLine("text") }
        #expect(error?.description == "the output is no longer read")
        try output.close()
    }

    #if os(Linux)
        @Test("A full disk") func fullDisk() throws {
            let output = Output(descriptor: open("/dev/full", O_WRONLY), name: "standard output")
            let error = #expect(throws: OutputError.self) { try output.writeLine("text") }
            #expect(error?.description == "standard output: No space left on device")
            try output.close()
        }
    #endif
}
