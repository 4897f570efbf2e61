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
