import DigitFiles
import Foundation
import TestSupport
import Testing

@Suite struct FileIdentityTests {
    @Test("A file is the same under all its names, and another one of its name is not") func names() throws {
        let folder = try Folder()
        let path = try folder.write([1], as: "a")
        let identity = try #require(try fileIdentity(path))
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: "a")
        #expect(try fileIdentity(folder.file("link")) == identity)
        try FileManager.default.linkItem(atPath: path, toPath: folder.file("b"))
        #expect(try fileIdentity(folder.file("b")) == identity)
        // It is still there under its other name, so its number is not used again.
        try FileManager.default.removeItem(atPath: path)
        #expect(try fileIdentity(path) == nil && fileIdentity(folder.file("link")) == nil)
        try folder.write([1], as: "a")
        #expect(try fileIdentity(path) != identity)
        #expect(throws: FileError.self) { try fileIdentity("\(path)/c") }
    }
}
