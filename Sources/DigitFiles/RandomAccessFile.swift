#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A regular file that is read in any order, from several threads at once. It is closed with the last reference.
package final class RandomAccessFile: Sendable {
    /// As the caller named it.
    package let path: String
    /// The size in bytes when it was opened.
    package let size: Int
    private let file: Descriptor

    /// Opens the file at `path`.
    /// - Throws: `FileError` as `readFile(_:limit:)`.
    package init(_ path: String) throws(FileError) {
        file = try openRegularFile(path)
        size = try file.status().size
        self.path = path
    }

    /// Reads the bytes from `offset` on: `count` of them, or fewer if the file ends before.
    package func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try file.read(count, at: offset)
    }
}
