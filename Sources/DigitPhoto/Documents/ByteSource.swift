import DigitFiles

/// A file's bytes, in memory or on disk.
enum ByteSource: Sendable {
    case memory([UInt8])
    case file(RandomAccessFile)

    /// The number of bytes.
    var count: Int {
        switch self {
        case .memory(let bytes): bytes.count
        case .file(let file): file.size
        }
    }

    /// Reads the bytes from `offset` on: `count` of them, or fewer if the file ends before. None for an offset outside the file.
    func read(at offset: Int, count wanted: Int) throws(PhotoError.Problem) -> [UInt8] {
        guard offset >= 0, offset < count, wanted > 0 else { return [] }
        let length = min(wanted, count - offset)
        switch self {
        case .memory(let bytes): return Array(bytes[offset..<offset + length])
        case .file(let file):
            do throws(FileError) { return try file.read(at: offset, count: length) } catch { throw .unreadable(error.problem) }
        }
    }

    /// All of it.
    /// - Throws: if it has more bytes than any image file should.
    func all() throws(PhotoError.Problem) -> [UInt8] {
        guard count <= defaultFileLimit else { throw .unreadable("at most \(defaultFileLimit) bytes expected, found \(count)") }
        return try read(at: 0, count: count)
    }
}
