import DigitFiles
import Foundation
import TestSupport
import Testing

@Suite struct ReadFileTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// The error of reading `path`; empty if it succeeds.
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

    @Test("Devices and pipes are refused without waiting") func refusesDevicesAndPipes() throws {
        let path = folder.file("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        for special in ["/dev/zero", "/dev/null", path] {
            #expect(problem(special, limit: 1_000_000) == "a regular file expected, found a device, pipe or socket")
        }
    }

    @Test func readsOnlyTheStart() throws {
        let path = try folder.write([1, 2, 3], as: "file")
        #expect(try readStart(of: path, count: 2) == [1, 2])
        #expect(try readStart(of: path, count: 9) == [1, 2, 3])
        #expect(throws: FileError(path: "/dev/zero", problem: "a regular file expected, found a device, pipe or socket")) {
            try readStart(of: "/dev/zero", count: 1)
        }
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
