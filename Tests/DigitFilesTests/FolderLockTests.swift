import DigitFiles
import Foundation
import TestSupport
import Testing

@Suite struct FolderLockTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// Copies of all descriptors of a file, such as a program has that another thread is just starting.
    private func copiesOfDescriptors(of path: String) -> [Int32] {
        var (wanted, found) = (stat(), stat())
        guard stat(path, &wanted) == 0 else { return [] }
        return (Int32(0)..<1024).filter {
            fstat($0, &found) == 0 && found.st_ino == wanted.st_ino && found.st_dev == wanted.st_dev
        }
        .map { dup($0) }
    }

    @Test func keepsOthersOutForAsLongAsItLives() throws {
        let path = folder.file("")
        let lock = try FolderLock(path)
        #expect(throws: FileError.self) { try FolderLock(path) }
        withExtendedLifetime(lock) {}
    }

    @Test("A copy of its descriptor does not keep a folder locked")
    func copiesOfAFolder() throws {
        let path = folder.file("")
        var lock = Optional(try FolderLock(path))
        let copies = copiesOfDescriptors(of: path)
        defer { for copy in copies { close(copy) } }
        #expect(copies.count == 1)
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(throws: Never.self) { try FolderLock(path) }
    }

    @Test("A copy of its descriptor does not keep a file locked")
    func copiesOfAFile() throws {
        let path = folder.file("lock")
        var lock = try LockFile(path)
        let copies = copiesOfDescriptors(of: path)
        defer { for copy in copies { close(copy) } }
        #expect(copies.count == 1)
        #expect(try LockFile(path) == nil)
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(try LockFile(path) != nil)
    }
}
