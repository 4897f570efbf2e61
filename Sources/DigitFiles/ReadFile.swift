#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The contents of the file at `path`: a regular file, or anything else that can be read to its end, such as a pipe.
/// - Parameters:
///   - path: the file; links are followed.
///   - limit: the most bytes that the caller is ready to hold.
/// - Throws: `FileError` where the file is missing, a directory, unreadable or larger than `limit`.
public func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try Descriptor(path, flags: O_RDONLY)
    let status = try file.status()
    if status.kind == .directory { throw FileError(path: path, code: EISDIR) }
    if status.kind == .regular && status.size > limit {
        throw FileError(path: path, problem: "at most \(limit) bytes expected, found \(status.size)")
    }
    // One byte more than expected shows the end of the file without a second read. Pipes have no size,
    // and files of the kernel say 0: those are read in doubling steps.
    var step = max(status.size, min(limit, 65_536)) + 1
    var bytes = try file.read(step)
    var hasMore = bytes.count == step
    while hasMore && bytes.count <= limit {
        step = min(bytes.count, limit - bytes.count) + 1
        let next = try file.read(step)
        hasMore = next.count == step
        bytes += next
    }
    if bytes.count > limit { throw FileError(path: path, problem: "at most \(limit) bytes expected, found more") }
    return bytes
}
