/// The header of a BMP file: the OS/2 header of 12 bytes or any of Windows' (BITMAPINFOHEADER to BITMAPV5HEADER).
struct BMPHeader {
    var size: ImageHeader
    /// Whether the top row comes first, as a negative height says.
    var isTopDown = false
    /// Bits per pixel: 1, 4 or 8 with a palette, 16, 24 or 32 with masks.
    var depth: Int
    /// The offset of the palette, the size of a color in bytes, and the number of colors.
    var paletteStart: Int
    var colorBytes = 4
    var colors = 0
    /// The offset of the pixels.
    var pixelStart: Int
    /// The masks for red, green, blue and opacity.
    var masks: [UInt32] = []

    /// Bytes per row, which are padded to a multiple of four.
    var rowBytes: Int { (size.width * depth + 31) / 32 * 4 }

    init(_ bytes: [UInt8]) throws(PhotoError.Problem) {
        func number(_ offset: Int, _ count: Int) throws(PhotoError.Problem) -> Int {
            if let value = bytes.number(at: offset, bytes: count, isBigEndian: false) { return value }
            throw .truncated("BMP: a header of at least \(offset + count) bytes expected, the file has \(bytes.count)")
        }
        pixelStart = try number(10, 4)
        let headerBytes = try number(14, 4)
        paletteStart = 14 + headerBytes
        if headerBytes == 12 {
            size = ImageHeader(width: try number(18, 2), height: try number(20, 2))
            depth = try number(24, 2)
            colorBytes = 3
        } else {
            let height = Int(Int32(truncatingIfNeeded: try number(22, 4)))
            size = ImageHeader(width: try number(18, 4), height: abs(height))
            isTopDown = height < 0
            depth = try number(28, 2)
            let compression = try number(30, 4)
            // 0: plain; 3: plain with the masks below.
            guard compression == 0 || compression == 3 && (depth == 16 || depth == 32) else {
                throw .unsupported("a BMP without compression expected, found compression \(compression)")
            }
            colors = try number(46, 4)
            if compression == 3 {
                // They follow the short header and are part of the longer ones; opacity only in those.
                for i in 0..<(headerBytes >= 56 ? 4 : 3) { masks.append(UInt32(try number(54 + 4 * i, 4))) }
            }
        }
        guard [1, 4, 8, 16, 24, 32].contains(depth) else {
            throw .unsupported("a BMP of 1, 4, 8, 16, 24 or 32 bits per pixel expected, found \(depth)")
        }
        if depth <= 8 { colors = colors == 0 ? 1 << depth : min(colors, 1 << depth) }
        if masks.isEmpty { masks = depth == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF0000, 0xFF00, 0xFF] }
    }
}
