#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Appends `bytes` to the file at `path`, creating it if there is none, and flushes them to the disk.
/// - Throws: `FileError` with the system's reason; the file is then unchanged.
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
        // A part of what was to be appended would be worse than none of it.
        if let size { _ = truncate(path, off_t(size)) } else { _ = unlink(path) }
        throw error
    }
}
