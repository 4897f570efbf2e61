import DigitFiles
import Foundation
import Testing

@Suite struct ReadFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The problem that reading `path` names; empty where it succeeds.
    private func problem(_ path: String, limit: Int = 100) -> String {
        do throws(FileError) {
            _ = try readFile(path, limit: limit)
            return ""
        } catch {
            #expect(error.path == path)
            return error.problem
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000]) func readsWholeFiles(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let path = try folder.write(bytes, as: "file")
        #expect(try readFile(path, limit: size) == bytes)
        #expect(try readFile(path, limit: .max) == bytes)
    }

    @Test func refusesLargerFiles() throws {
        let path = try folder.write([1, 2, 3], as: "file")
        #expect(try readFile(path, limit: 3) == [1, 2, 3])
        #expect(problem(path, limit: 2) == "at most 2 bytes expected, found 3")
        #expect(problem(path, limit: 0) == "at most 0 bytes expected, found 3")
    }

    @Test func namesWhatIsNoFile() {
        #expect(problem(folder.path) == "Is a directory")
        #expect(problem(folder.file("none")) == "No such file or directory")
        #expect(problem(folder.file("none/none")) == "No such file or directory")
        #expect(problem("") == "No such file or directory")
        #expect(problem("/etc/hosts\0.png") == "a path without a NUL character expected")
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything")) func namesUnreadableFile() throws {
        let path = try folder.write([1], as: "file")
        chmod(path, 0)
        #expect(problem(path) == "Permission denied")
    }

    @Test func stopsAtTheLimitOfAnEndlessFile() {
        #expect(problem("/dev/zero", limit: 1_000_000) == "at most 1000000 bytes expected, found more")
    }

    @Test(arguments: [0, 10, 65_536, 200_000]) func readsPipes(size: Int) throws {
        let path = folder.file("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let writer = Thread {
            // Opening waits for the reader.
            guard let pipe = FileHandle(forWritingAtPath: path) else { return }
            try? pipe.write(contentsOf: Data(repeating: 7, count: size))
            try? pipe.close()
        }
        writer.start()
        #expect(try readFile(path, limit: 200_000) == [UInt8](repeating: 7, count: size))
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat")))
    func readsFilesOfTheKernel() throws {
        // Their size is 0 until they are read.
        #expect(try String(decoding: readFile("/proc/self/stat", limit: 10_000), as: UTF8.self).hasPrefix("\(getpid()) "))
    }

    @Test func printsOneLine() {
        #expect(FileError(path: "a.h5", problem: "Is a directory").description == "a.h5: Is a directory")
        #expect(FileError(path: "", problem: "x").description == "\"\": x")
        #expect(FileError(path: "a\n\u{1b}[2J", problem: "b\rc é").description == "a\\n\\u{1B}[2J: b\\rc é")
    }
}
