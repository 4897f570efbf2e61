import CDeflate

/// Decompresses data in the zlib format (RFC 1950), which HTTP calls deflate.
/// - Parameters:
///   - bytes: the compressed data.
///   - limit: the most decompressed bytes that the caller accepts.
package func inflateZlib(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    guard let decompressor = libdeflate_alloc_decompressor() else { fatalError("out of memory") }
    defer { libdeflate_free_decompressor(decompressor) }
    // Usually it is a few times; no data decompresses to more than 1,032 times its size.
    var capacity = max(1, min(limit, bytes.count * 4))
    while true {
        var result = LIBDEFLATE_SUCCESS
        let unpacked = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            result = libdeflate_zlib_decompress(decompressor, bytes, bytes.count, buffer.baseAddress, buffer.count, &count)
            if result != LIBDEFLATE_SUCCESS { count = 0 }
        }
        if result == LIBDEFLATE_SUCCESS { return unpacked }
        guard result == LIBDEFLATE_INSUFFICIENT_SPACE else { throw .damaged }
        if capacity >= limit { throw .tooLarge(limit: limit) }
        capacity = capacity > limit / 2 ? limit : 2 * capacity
    }
}

/// Compresses data to the gzip format (RFC 1952).
package func gzip(_ bytes: [UInt8]) -> [UInt8] {
    pack(bytes, bound: libdeflate_gzip_compress_bound, with: libdeflate_gzip_compress)
}

/// Compresses data to the zlib format (RFC 1950).
package func deflateZlib(_ bytes: [UInt8]) -> [UInt8] {
    pack(bytes, bound: libdeflate_zlib_compress_bound, with: libdeflate_zlib_compress)
}

private func pack(
    _ bytes: [UInt8], bound: (OpaquePointer?, Int) -> Int,
    with compress: (OpaquePointer?, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int) -> Int
) -> [UInt8] {
    // Level 1: responses are compressed while a client waits.
    guard let compressor = libdeflate_alloc_compressor(1) else { fatalError("out of memory") }
    defer { libdeflate_free_compressor(compressor) }
    return [UInt8](unsafeUninitializedCapacity: bound(compressor, bytes.count)) { buffer, count in
        count = compress(compressor, bytes, bytes.count, buffer.baseAddress, buffer.count)
    }
}
