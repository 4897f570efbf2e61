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
    private let folder: LockedDescriptor

    /// Locks the folder at `path`.
    /// - Throws: `FileError` if another process has locked it, or it cannot be opened.
    package init(_ path: String) throws(FileError) {
        guard let folder = LockedDescriptor(try Descriptor(path, flags: O_RDONLY | O_DIRECTORY)) else {
            throw FileError(path: path, problem: "another process is using this folder")
        }
        self.folder = folder
    }
}

/// Keeps other processes that request the same lock out of what a file stands for, for as long as it lives.
package final class LockFile: Sendable {
    private let file: LockedDescriptor

    /// Locks the file at `path`, which is created if there is none. It is not removed, so that nobody locks another file of its
    /// name.
    /// - Returns: nil if another process has locked it.
    /// - Throws: `FileError` if it cannot be created or opened.
    package init?(_ path: String) throws(FileError) {
        guard let file = LockedDescriptor(try Descriptor(path, flags: O_RDWR | O_CREAT)) else { return nil }
        self.file = file
    }
}

/// An open file that is locked until it goes out of scope.
private struct LockedDescriptor: ~Copyable {
    private let descriptor: Descriptor
    private let owner = getpid()

    /// Returns nil if another process has locked the file.
    init?(_ descriptor: consuming Descriptor) {
        guard descriptor.lock() else { return nil }
        self.descriptor = descriptor
    }

    // Closing is not enough: a program that another thread is just starting has a copy of the descriptor until it runs. The child of a
    // `fork` leaves the parent's lock alone.
    deinit { if getpid() == owner { descriptor.unlock() } }
}
