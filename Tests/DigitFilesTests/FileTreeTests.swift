import DigitFiles
import Testing

@Suite struct FileTreeTests {
    private func tree(_ names: [String]) throws -> FileTree {
        let bytes = try ZipWriter.archive(names.map { .init(name: $0, bytes: [1]) }, name: "x.zip")
        return try FileTree(archive: bytes, name: "x.zip")
    }

    @Test("Members in eight levels are found, deeper ones left out") func levels() throws {
        let files = try tree(["a/b/c/d/e/f/g/h", "1/2/3/4/5/6/7/8/9", "b\\c"])
        #expect(try files.entries() == ["a", "b"])
        #expect(try files.kind("a/b/c/d/e/f/g/h") == .file && files.kind("a/b/c/d/e/f/g") == .folder)
        #expect(try files.kind("b/c") == .file && files.kind("1") == nil)
    }

    @Test("More folders than members can need") func tooManyFolders() throws {
        let error = FileError(path: "x.zip", problem: "at most 4183 folders expected among 700 zip members, found more")
        #expect(throws: error) { try tree((0..<700).map { "\($0)/a/b/c/d/e/f/x" }) }
        #expect(try tree((0..<500).map { "\($0)/a/b/c/d/e/f/x" }).entries().count == 500)
    }

    @Test("The size and the links of an archive") func archive() throws {
        let bytes = try ZipWriter.archive([.init(name: "a/b", bytes: [1])], name: "x.zip")
        let files = try FileTree(archive: bytes, name: "x.zip")
        #expect(files.archiveSize == bytes.count && files.below("a").archiveSize == bytes.count)
        #expect(files.realPath("a") == nil && files.target(ofLink: "a/b") == nil)
        #expect(FileTree(folder: "/").archiveSize == nil && FileTree(folder: "/").realPath("") == "/")
    }
}
