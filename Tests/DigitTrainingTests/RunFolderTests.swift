import DigitFiles
import DigitTraining
import Foundation
import TestSupport
import Testing

@Suite struct RunFolderTests {
    private let folder: Folder
    private var root: String { folder.path }

    init() throws { folder = try Folder() }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func numbersGoOn() throws {
        for name in ["train", "train2", "train3"] {
            let folder = try RunFolder.next(in: "\(root)/runs")
            #expect(folder.path == "\(root)/runs/\(name)")
            try Data().write(to: URL(fileURLWithPath: folder.file("model.h5")))
        }
    }

    @Test func whatIsEmptyIsRemovedAgain() throws {
        let folder = try RunFolder.next(in: "\(root)/a/runs")
        #expect(exists(folder.path))
        folder.removeIfEmpty()
        #expect(!exists("\(root)/a"))
        #expect(exists(root))

        let kept = try RunFolder.at("\(root)/b/c", for: ["model.h5"])
        try Data().write(to: URL(fileURLWithPath: kept.file("model.h5")))
        kept.removeIfEmpty()
        #expect(exists("\(root)/b/c/model.h5"))
    }

    @Test func aFolderThatWasThereStays() throws {
        try RunFolder.at(root, for: ["model.h5"]).removeIfEmpty()
        #expect(exists(root))
    }

    @Test func anEarlierRunIsNotWrittenOver() throws {
        try Data().write(to: URL(fileURLWithPath: "\(root)/model.h5"))
        let error = #expect(throws: FileError.self) { try RunFolder.at(root, for: ["model.h5"]) }
        #expect(
            error?.description == "\(root)/model.h5: already exists, and a run is never overwritten; choose another --output")
    }

    @Test func aFileIsNoFolder() throws {
        try Data().write(to: URL(fileURLWithPath: "\(root)/file"))
        #expect(throws: FileError(path: "\(root)/file/run", problem: "Not a directory")) {
            try RunFolder.at("\(root)/file/run", for: [])
        }
        #expect(throws: FileError(path: "\(root)/file/train", problem: "Not a directory")) {
            try RunFolder.next(in: "\(root)/file")
        }
    }
}
