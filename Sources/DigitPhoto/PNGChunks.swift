import DigitFiles

/// What a PNG's decoder is given: only the chunks that make the picture (PNG specification, section 11).
///
/// libpng unpacks texts and color profiles that nobody asked for, 8 MB of each, and image data beyond the last row: a file of a few
/// megabytes could keep it busy for half a minute.
struct PNGChunks {
    private static let needed: Set<String> = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
    /// Image data below this are unpacked in a second, whatever they are.
    private static let smallDataBytes = 400_000

    private let bytes: [UInt8]
    private let header: ImageHeader
    /// Where the needed chunks are, with their lengths and checksums.
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

    /// The file without all else.
    /// - Throws: where the image data unpack to more than the image.
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
        // Each row begins with a byte for its filter; an interlaced image has up to twice as many rows, each filled up to a byte.
        let most = header.height * (header.width * header.bitsPerPixel / 8 + 5) + 1024
        do throws(GzipError) {
            _ = try inflateZlib(data.count == 1 ? Array(bytes[data[0]]) : data.flatMap { bytes[$0] }, limit: most)
        } catch {
            // What else may be wrong with them is for the decoder to say.
            guard case .tooLarge = error else { return }
            throw .damaged("PNG: \(header.width)x\(header.height) pixels expected, the data hold more")
        }
    }
}
