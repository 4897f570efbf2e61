#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that is removed when its last reference goes away, or when the program is interrupted.
package final class TemporaryFile: Sendable {
    /// In the folder that TMPDIR names, or `/tmp`.
    package let path: String

    /// Creates a file with the given contents, which only the user can read.
    /// - Throws: `FileError` with the system's reason.
    package init(_ bytes: [UInt8] = [], suffix: String = "") throws(FileError) {
        let folder = environment("TMPDIR") ?? "/tmp"
        path = try makeTemporaryFile(in: folder, suffix: suffix)
        guard !bytes.isEmpty else { return }
        do throws(FileError) { try write(bytes, flags: O_WRONLY, to: path) } catch {
            forgetTemporaryFile(path)
            throw error
        }
    }

    deinit { forgetTemporaryFile(path) }
}
