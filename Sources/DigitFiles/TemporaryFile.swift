#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that is removed when its last reference goes away, or the process ends by `leaveNothingBehind()`.
package final class TemporaryFile: Sendable {
    /// In the folder that TMPDIR names, or `/tmp`.
    package let path: String

    /// Creates a file with the given contents, which only the user can read.
    /// - Throws: `FileError` with the system's reason.
    package init(_ bytes: [UInt8] = [], suffix: String = "") throws(FileError) {
        do throws(FileError) { path = try Self.make(bytes, suffix: suffix) } catch {
            waitIfEnding()
            throw error
        }
    }

    private static func make(_ bytes: [UInt8], suffix: String) throws(FileError) -> String {
        let path = try makeTemporaryFile(in: environment("TMPDIR") ?? "/tmp", suffix: suffix)
        guard !bytes.isEmpty else { return path }
        do throws(FileError) { try write(bytes, flags: O_WRONLY, to: path) } catch {
            forgetTemporaryFile(path)
            throw error
        }
        return path
    }

    deinit { forgetTemporaryFile(path) }
}
