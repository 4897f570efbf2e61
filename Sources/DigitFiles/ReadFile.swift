#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Reads the contents of the regular file at `path`. Devices, pipes and sockets are refused: they may never end, or never begin.
/// - Parameters:
///   - path: the file; links are followed.
///   - limit: the most bytes that the caller accepts.
/// - Throws: `FileError` if the file is missing, not regular, unreadable or larger than `limit`.
public func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try openRegularFile(path)
    let size = try file.status().size
    guard size <= limit else { throw FileError(path: path, problem: "at most \(limit) bytes expected, found \(size)") }
    return try contents(of: file, path: path, size: size, limit: limit)
}

/// Reads the first `count` bytes of the regular file at `path`, or all if it has fewer.
/// - Throws: `FileError` as `readFile(_:limit:)`.
package func readStart(of path: String, count: Int) throws(FileError) -> [UInt8] {
    let file = try openRegularFile(path)
    return try file.read(count)
}

/// Reads all of standard input, whatever that is.
/// - Throws: `FileError` if it cannot be read or is more than `limit` bytes.
package func readStandardInput(limit: Int) throws(FileError) -> [UInt8] {
    let name = "standard input"
    let file = try Descriptor(duplicating: STDIN_FILENO, name: name)
    return try contents(of: file, path: name, size: 0, limit: limit)
}

/// Opens a file that has a size. Non-blocking: opening a pipe would wait for a writer.
func openRegularFile(_ path: String) throws(FileError) -> Descriptor {
    let file = try Descriptor(path, flags: O_RDONLY | O_NONBLOCK)
    switch try file.status().kind {
    case .regular: return file
    case .directory: throw FileError(path: path, code: EISDIR)
    case .other: throw FileError(path: path, problem: "a regular file expected, found a device, pipe or socket")
    }
}

private func contents(
    of file: borrowing Descriptor, path: String, size: Int, limit: Int
) throws(FileError) -> [UInt8] {
    // One byte more than expected shows the end of the file without a second read. Pipes have no size, and files of the kernel
    // report 0: those are read in doubling steps.
    var step = max(size, min(limit, 65_536)) + 1
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
