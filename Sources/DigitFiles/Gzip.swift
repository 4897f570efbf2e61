import CDeflate

/// Why gzip data cannot be decompressed.
package enum GzipError: Error, Equatable, CustomStringConvertible {
    case notGzip(found: [UInt8])
    case unsupported(method: UInt8, flags: UInt8)
    case headerTruncated
    case damaged
    case trailerTruncated
    case wrongChecksum(expected: UInt32, found: UInt32)
    case wrongLength(expected: UInt32, found: UInt32)
    case trailingBytes(count: Int)
    case tooLarge(limit: Int)

    package var description: String {
        switch self {
        case .notGzip(let found): "gzip magic 0x1f8b expected, found 0x\(found.map { hexadecimal($0, digits: 2) }.joined())"
        case .unsupported(let method, let flags):
            "gzip method 8 without reserved flags expected, found method \(method), flags \(flags)"
        case .headerTruncated: "gzip header is cut short"
        case .damaged: "gzip data is damaged or cut short"
        case .trailerTruncated: "gzip data is cut short: its checksum is missing"
        case .wrongChecksum(let expected, let found):
            "gzip data is damaged: CRC-32 \(hexadecimal(expected, digits: 8)) expected, found \(hexadecimal(found, digits: 8))"
        case .wrongLength(let expected, let found): "gzip data is damaged: \(expected) unpacked bytes expected, found \(found)"
        case .trailingBytes(let count): "nothing expected after the gzip data, found \(count) bytes"
        case .tooLarge(let limit): "at most \(limit) unpacked bytes expected, found more"
        }
    }
}

/// Whether `bytes` begin as gzip data does.
package func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

/// Decompresses gzip data (RFC 1952): one or more members, then nothing or zero bytes, as tape archives pad.
/// - Parameters:
///   - bytes: the compressed data.
///   - limit: the most decompressed bytes that the caller accepts.
package func gunzip(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    let unpacker = Unpacker()
    var capacity = max(1, min(limit, likelySize(bytes)))
    while true {
        if let unpacked = try unpacker.unpack(bytes, capacity: capacity), unpacked.count <= limit { return unpacked }
        if capacity >= limit { throw .tooLarge(limit: limit) }
        capacity = capacity > limit / 2 ? limit : 2 * capacity
    }
}

/// The size in the last four bytes: right for a single complete member below 4 GiB, and otherwise a first guess. No data
/// decompresses to more than 1,032 times its size, so a wrong size costs little.
private func likelySize(_ bytes: [UInt8]) -> Int {
    guard bytes.count >= 18 else { return 0 }
    return min(Int(word(bytes, at: bytes.count - 4)), bytes.count * 1032)
}

/// A libdeflate decompressor, freed when it goes out of scope.
private struct Unpacker: ~Copyable {
    private let decompressor: OpaquePointer

    init() {
        guard let decompressor = libdeflate_alloc_decompressor() else { fatalError("out of memory") }
        self.decompressor = decompressor
    }

    deinit { libdeflate_free_decompressor(decompressor) }

    /// Decompresses all members of `bytes`, one after the other; nil if they need more than `capacity` bytes.
    func unpack(_ bytes: [UInt8], capacity: Int) throws(GzipError) -> [UInt8]? {
        var position = 0
        var fits = true
        var failure: GzipError?
        let unpacked = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let output = UnsafeMutableRawBufferPointer(buffer)
            do throws(GzipError) {
                repeat {
                    let place = UnsafeMutableRawBufferPointer(rebasing: output[count...])
                    guard let size = try unpackMember(bytes, &position, into: place) else {
                        fits = false
                        return
                    }
                    count += size
                } while try hasMember(bytes, at: position)
            } catch { failure = error }
        }
        if let failure { throw failure }
        return fits ? unpacked : nil
    }

    /// Decompresses the member at `position` and moves past it.
    /// - Returns: its decompressed size, or nil if `output` is too small.
    private func unpackMember(
        _ bytes: [UInt8], _ position: inout Int, into output: UnsafeMutableRawBufferPointer
    ) throws(GzipError) -> Int? {
        let start = try endOfHeader(bytes, at: position)
        var (used, size) = (0, 0)
        let result = bytes.withUnsafeBytes { bytes in
            libdeflate_deflate_decompress_ex(
                decompressor, bytes.baseAddress! + start, bytes.count - start, output.baseAddress, output.count, &used, &size)
        }
        if result == LIBDEFLATE_INSUFFICIENT_SPACE { return nil }
        if result != LIBDEFLATE_SUCCESS { throw .damaged }
        position = start + used
        if bytes.count - position < 8 { throw .trailerTruncated }
        let checksum = libdeflate_crc32(0, output.baseAddress, size)
        let (expectedChecksum, expectedSize) = (word(bytes, at: position), word(bytes, at: position + 4))
        if checksum != expectedChecksum { throw .wrongChecksum(expected: expectedChecksum, found: checksum) }
        if UInt32(truncatingIfNeeded: size) != expectedSize {
            throw .wrongLength(expected: expectedSize, found: UInt32(truncatingIfNeeded: size))
        }
        position += 8
        return size
    }
}

/// Returns where the compressed data of the member at `position` begin, after its fixed and optional header fields.
private func endOfHeader(_ bytes: [UInt8], at position: Int) throws(GzipError) -> Int {
    let magic = bytes[position...].prefix(2)
    if !magic.elementsEqual([0x1f, 0x8b].prefix(magic.count)) { throw .notGzip(found: Array(magic)) }
    if bytes.count - position < 10 { throw .headerTruncated }
    let (method, flags) = (bytes[position + 2], bytes[position + 3])
    if method != 8 || flags & 0xe0 != 0 { throw .unsupported(method: method, flags: flags) }
    var end = position + 10
    if flags & 4 != 0 {  // extra field: a length and that many bytes
        if bytes.count - end < 2 { throw .headerTruncated }
        end += 2 + Int(bytes[end]) + Int(bytes[end + 1]) << 8
    }
    for flag: UInt8 in [8, 16] where flags & flag != 0 {  // file name, comment: each ends with a zero byte
        guard end < bytes.count, let zero = bytes[end...].firstIndex(of: 0) else { throw .headerTruncated }
        end = zero + 1
    }
    if flags & 2 != 0 { end += 2 }  // checksum of the header
    if end >= bytes.count { throw .headerTruncated }
    return end
}

/// Whether another member begins at `position`; otherwise only zero bytes may follow.
private func hasMember(_ bytes: [UInt8], at position: Int) throws(GzipError) -> Bool {
    let rest = bytes[position...]
    if rest.starts(with: [0x1f, 0x8b]) { return true }
    if rest.contains(where: { $0 != 0 }) { throw .trailingBytes(count: rest.count) }
    return false
}

/// The little-endian number at `position`.
private func word(_ bytes: [UInt8], at position: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << UInt32(8 * $1) }
}

private func hexadecimal(_ number: some FixedWidthInteger, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
