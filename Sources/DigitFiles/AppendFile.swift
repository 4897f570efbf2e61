#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Adds `bytes` to the end of the file at `path`, making it where there is none, and brings them to the disk.
/// - Throws: `FileError` with the system's reason; the file is then as it was before.
public func appendFile(_ bytes: [UInt8], to path: String) throws(FileError) {
    let size = try fileStatus(path)?.size
    do throws(FileError) {
        let file = try Descriptor(path, flags: O_WRONLY | O_CREAT | O_APPEND)
        var failure: FileError?
        bytes.withUnsafeBytes { bytes in
            do throws(FileError) { try file.write(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        try file.synchronize()
    } catch {
        // A part of what was to be added would be worse than none of it.
        if let size { _ = truncate(path, off_t(size)) } else { _ = unlink(path) }
        throw error
    }
}
