import DigitFiles

/// The chunks that a PNG decoder gets: only those that make the picture (PNG specification, section 11).
///
/// libpng decompresses unused texts and color profiles, 8 MB of each, and image data beyond the last row: a file of a few
/// megabytes could keep it busy for half a minute.
struct PNGChunks {
    private static let needed: Set<String> = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
    /// Image data below this size are decompressed in a second, whatever they are.
    private static let smallDataBytes = 400_000

    private let bytes: [UInt8]
    private let header: ImageHeader
    /// The positions of the needed chunks, with their lengths and checksums.
    private var kept: [Range<Int>] = []
    private var data: [Range<Int>] = []

    /// The chunks of a file that `ImageHeader(png:)` has checked.
    init(_ bytes: [UInt8], header: ImageHeader) {
        (self.bytes, self.header) = (bytes, header)
        var offset = 8
        while let length = bytes.bigEndian32(at: offset), length <= bytes.count - offset - 12 {
            let kind = String(decoding: bytes[(offset + 4)..<(offset + 8)], as: UTF8.self)
            if Self.needed.contains(kind) { kept.append(offset..<offset + 12 + length) }
            if kind == "IDAT" { data.append((offset + 8)..<(offset + 8 + length)) }
            offset += 12 + length
            if kind == "IEND" { break }
        }
    }

    /// The file without all others.
    /// - Throws: if the image data decompress to more than the image.
    func stripped() throws(PhotoError.Problem) -> [UInt8] {
        try checkData()
        let size = kept.reduce(8) { $0 + $1.count }
        if size == bytes.count { return bytes }
        var result = Array(bytes[..<8])
        result.reserveCapacity(size)
        for range in kept { result += bytes[range] }
        return result
    }

    private func checkData() throws(PhotoError.Problem) {
        guard data.reduce(0, { $0 + $1.count }) > Self.smallDataBytes else { return }
        // Each row begins with a filter byte; an interlaced image has up to twice as many rows, each padded to a byte.
        let most = header.height * (header.width * header.bitsPerPixel / 8 + 5) + 1024
        do throws(GzipError) {
            _ = try inflateZlib(data.count == 1 ? Array(bytes[data[0]]) : data.flatMap { bytes[$0] }, limit: most)
        } catch {
            // Other errors in them are left to the decoder.
            guard case .tooLarge = error else { return }
            throw .damaged("PNG: \(header.width)x\(header.height) pixels expected, the data has more")
        }
    }
}
