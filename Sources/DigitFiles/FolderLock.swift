#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Keeps other processes that ask for the same lock out of a folder, for as long as it lives. A process that is killed leaves none behind.
package final class FolderLock: Sendable {
    private let folder: Descriptor

    /// Locks the folder at `path`.
    /// - Throws: `FileError` where another process has locked it, or where it cannot be opened.
    package init(_ path: String) throws(FileError) {
        folder = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
        guard folder.lock() else { throw FileError(path: path, problem: "another process is at work in this folder") }
    }
}

/// Keeps other processes that ask for the same lock out of something that a file stands for, for as long as it lives.
package final class LockFile: Sendable {
    private let file: Descriptor

    /// Locks the file at `path`, which is made where there is none. It stays, so that nobody locks another one of its name.
    /// - Returns: nil where another process has locked it.
    /// - Throws: `FileError` where it cannot be made or opened.
    package init?(_ path: String) throws(FileError) {
        file = try Descriptor(path, flags: O_RDWR | O_CREAT)
        guard file.lock() else { return nil }
    }
}
