import DigitFiles
import Foundation
import TestSupport
import Testing

@Suite struct WriteFileTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func permissions(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test(arguments: [0, 1, 1_000_000]) func writesAndReplaces(size: Int) throws {
        let path = folder.file("file")
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 11) }
        try writeFile([9, 9, 9], to: path)
        #expect(try contents(path) == [9, 9, 9])
        try writeFile(bytes, to: path)
        #expect(try contents(path) == bytes)
        #expect(folder.names == ["file"])
    }

    @Test func newFileGetsTheUsualPermissions() throws {
        let descriptor = open(folder.file("usual"), O_CREAT | O_WRONLY, 0o666)
        close(descriptor)
        try writeFile([1], to: folder.file("file"))
        #expect(try permissions(folder.file("file")) == permissions(folder.file("usual")))
    }

    @Test func replacedFileKeepsItsPermissions() throws {
        let path = try folder.write([1], as: "file")
        chmod(path, 0o640)
        try writeFile([2], to: path)
        #expect(try permissions(path) == 0o640)
        #expect(try contents(path) == [2])
    }

    @Test func writesThroughLinks() throws {
        try FileManager.default.createDirectory(atPath: folder.file("inner"), withIntermediateDirectories: false)
        let target = try folder.write([1], as: "inner/target")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "inner/target")
        try writeFile([2], to: folder.file("link"))
        #expect(try contents(target) == [2])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")) == "inner/target")
        #expect(folder.names == ["inner", "inner/target", "link"])
    }

    @Test func writesIntoTheWorkingFolder() throws {
        let name = "DigitFilesTests-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: name) }
        try writeFile([5], to: name)
        #expect(try contents(name) == [5])
    }

    @Test func namesUnwritablePlaces() throws {
        let file = try folder.write([1], as: "file")
        for (path, problem) in [
            (folder.path, "Is a directory"),
            (folder.file("none/file"), "No such file or directory"),
            (folder.file("new/"), "No such file or directory"),
            ("\(file)/new", "Not a directory"),
            ("", "No such file or directory"),
            (folder.file("a\0b"), "a path without a NUL character expected"),
            (folder.file(String(repeating: "n", count: 300)), "File name too long"),
        ] {
            #expect(throws: FileError(path: path, problem: problem)) { try writeFile([1], to: path) }
        }
        #expect(folder.names == ["file"])
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere")) func respectsPermissions() throws {
        let file = try folder.write([1], as: "file")
        chmod(file, 0o444)
        #expect(throws: FileError(path: file, problem: "Permission denied")) { try writeFile([2], to: file) }
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o755) }
        #expect(throws: FileError(path: folder.file("new"), problem: "Permission denied")) {
            try writeFile([2], to: folder.file("new"))
        }
        #expect(try folder.names == ["file"] && contents(file) == [1])
    }

    @Test func writesToDevicesDirectly() throws {
        try writeFile([1, 2, 3], to: "/dev/null")
        let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        #expect(type == .typeCharacterSpecial)
        #expect(throws: FileError(path: "/dev/null", problem: "a regular file expected, found a device, pipe or socket")) {
            try replaceFile(at: "/dev/null") { _ in }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func namesFullDevice() {
        #expect(throws: FileError(path: "/dev/full", problem: "No space left on device")) { try writeFile([1], to: "/dev/full") }
    }

    #if os(Linux)
        @Test(.enabled(if: geteuid() == 0, "only root may mount")) func leavesNothingOnAFullDisk() throws {
            guard mount("none", folder.path, "tmpfs", 0, "size=64k") == 0 else { return }  // containers forbid it
            defer { umount2(folder.path, Int32(MNT_DETACH)) }
            try writeFile([1, 2, 3], to: folder.file("file"))
            #expect(throws: FileError(path: folder.file("file"), problem: "No space left on device")) {
                try writeFile([UInt8](repeating: 7, count: 1 << 20), to: folder.file("file"))
            }
            #expect(try contents(folder.file("file")) == [1, 2, 3])
            #expect(folder.names == ["file"])
        }
    #endif
}

@Suite struct ReplaceFileTests {
    private struct Refusal: Error, CustomStringConvertible { let description = "layer 3 has no name" }

    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func bodyGetsAnEmptyFileBesideTheTarget() throws {
        let path = folder.file("model.h5")
        try replaceFile(at: path) { temporary in
            #expect(temporary.hasPrefix(folder.path + "/") && temporary != path)
            #expect(try contents(temporary).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: path))
            try Data([1, 2]).write(to: URL(fileURLWithPath: temporary))
        }
        #expect(try contents(path) == [1, 2])
        #expect(folder.names == ["model.h5"])
    }

    @Test func bodyMayReplaceTheTemporaryFile() throws {
        // As archive libraries do.
        let path = folder.file("model.keras")
        try replaceFile(at: path) { try Data([3]).write(to: URL(fileURLWithPath: $0), options: .atomic) }
        #expect(try contents(path) == [3])
        #expect(folder.names == ["model.keras"])
    }

    @Test func errorKeepsTheEarlierFile() throws {
        let path = try folder.write([1], as: "model.h5")
        #expect(throws: FileError(path: path, problem: "layer 3 has no name")) {
            try replaceFile(at: path) {
                try Data([2]).write(to: URL(fileURLWithPath: $0))
                throw Refusal()
            }
        }
        #expect(throws: FileError(path: path, problem: "No space left on device")) {
            try replaceFile(at: path) { throw FileError(path: $0, problem: "No space left on device") }
        }
        #expect(throws: FileError(path: "other", problem: "Is a directory")) {
            try replaceFile(at: path) { _ in throw FileError(path: "other", problem: "Is a directory") }
        }
        #expect(throws: FileError(path: path, problem: "No such file or directory")) {
            try replaceFile(at: path) { try FileManager.default.removeItem(atPath: $0) }
        }
        #expect(try contents(path) == [1])
        #expect(folder.names == ["model.h5"])
    }

    @Test func passesOverFilesThatAKilledProcessLeft() throws {
        var serial = 0
        try replaceFile(at: folder.file("a")) { temporary in
            serial = try #require(Int(temporary.split(separator: "-").last?.split(separator: ".").first ?? ""))
        }
        // Other tests take numbers at the same time, hence so many.
        for next in serial + 1...serial + 200 { try folder.write([], as: ".digits-\(getpid())-\(next).tmp") }
        try writeFile([4], to: folder.file("b"))
        #expect(try contents(folder.file("b")) == [4])
    }

    @Test func removesUnfinishedFilesOnDemand() throws {
        // In a program that stops, nothing else goes on; here other tests do, so this looks at one file only.
        let folder = folder
        #expect(throws: FileError.self) {
            try replaceFile(at: folder.file("model.h5")) { temporary in
                removeUnfinishedFiles(where: { $0 == temporary })
                #expect(!FileManager.default.fileExists(atPath: temporary))
            }
        }
        #expect(folder.names == [])
    }

    @Test func writersDoNotDisturbEachOther() async throws {
        let path = folder.file("file")
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for _ in 0..<20 { try? writeFile([UInt8](repeating: UInt8(writer), count: 10_000), to: path) }
                }
            }
        }
        let bytes = try contents(path)
        #expect(bytes.count == 10_000 && Set(bytes).count == 1)
        #expect(folder.names == ["file"])
    }
}
