#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that is gone when nobody refers to it any more, or the program is interrupted.
package final class TemporaryFile: Sendable {
    /// In the folder that TMPDIR names, or `/tmp`.
    package let path: String

    /// Makes a file of the given contents, which nobody else may read.
    /// - Throws: `FileError` with the system's reason.
    package init(_ bytes: [UInt8] = [], suffix: String = "") throws(FileError) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = try makeTemporaryFile(in: folder, suffix: suffix)
        guard !bytes.isEmpty else { return }
        do throws(FileError) { try write(bytes, flags: O_WRONLY, to: path) } catch {
            forgetTemporaryFile(path)
            throw error
        }
    }

    deinit { forgetTemporaryFile(path) }
}
