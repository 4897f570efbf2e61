#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Keeps other processes that request the same lock out of a folder for as long as it lives. A killed process leaves no lock
/// behind.
package final class FolderLock: Sendable {
    private let folder: Descriptor

    /// Locks the folder at `path`.
    /// - Throws: `FileError` if another process has locked it, or it cannot be opened.
    package init(_ path: String) throws(FileError) {
        folder = try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)
        guard folder.lock() else { throw FileError(path: path, problem: "another process is using this folder") }
    }
}

/// Keeps other processes that request the same lock out of what a file stands for, for as long as it lives.
package final class LockFile: Sendable {
    private let file: Descriptor

    /// Locks the file at `path`, which is created if there is none. It is not removed, so that nobody locks another file of its
    /// name.
    /// - Returns: nil if another process has locked it.
    /// - Throws: `FileError` if it cannot be created or opened.
    package init?(_ path: String) throws(FileError) {
        file = try Descriptor(path, flags: O_RDWR | O_CREAT)
        guard file.lock() else { return nil }
    }
}
