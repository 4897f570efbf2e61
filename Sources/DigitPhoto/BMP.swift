import DigitImage

/// Reads uncompressed BMP files.
///
/// Leptonica 1.82 exchanges red and blue at 32 bits per pixel and supports neither OS/2's header nor masks, and the format is
/// simple.
struct BMPReader {
    private let bytes: [UInt8]
    private let header: BMPHeader

    /// The whole image: gray, or its red, green and blue.
    static func decode(_ bytes: [UInt8], pixelLimit: Int) throws(PhotoError.Problem) -> [GrayImage] {
        let header = try BMPHeader(bytes)
        let size = header.size
        try size.check(pixelLimit: pixelLimit)
        let expected = header.pixelStart + header.rowBytes * (size.height - 1) + (size.width * header.depth + 7) / 8
        guard bytes.count >= expected,
            bytes.count >= header.paletteStart + (header.depth <= 8 ? header.colors * header.colorBytes : 0)
        else { throw .truncated("BMP: at least \(expected) bytes expected, found \(bytes.count)") }
        let reader = BMPReader(bytes: bytes, header: header)
        return header.depth <= 8 ? reader.indexedPlanes() : reader.maskedPlanes()
    }

    /// The offset of row `y`, 0 on top.
    private func rowStart(_ y: Int) -> Int {
        header.pixelStart + header.rowBytes * (header.isTopDown ? y : header.size.height - 1 - y)
    }

    private func plane(_ pixels: [UInt8]) -> GrayImage {
        GrayImage(width: header.size.width, height: header.size.height, pixels: pixels)
    }

    /// Pixels that are indices of colors in the palette; one plane if all colors are grays.
    private func indexedPlanes() -> [GrayImage] {
        // The palette has blue, green and red.
        let levels = [2, 1, 0].map { offset in
            (0..<256).map { $0 < header.colors ? bytes[header.paletteStart + header.colorBytes * $0 + offset] : 0 }
        }
        let isGray = levels[0] == levels[1] && levels[1] == levels[2]
        let indices = colorIndices()
        return levels.prefix(isGray ? 1 : 3).map { level in plane(indices.map { level[Int($0)] }) }
    }

    /// The leftmost pixel is in a byte's highest bits.
    private func colorIndices() -> [UInt8] {
        let perByte = 8 / header.depth
        let mask = UInt8(truncatingIfNeeded: (1 << header.depth) - 1)
        var indices: [UInt8] = []
        indices.reserveCapacity(header.size.width * header.size.height)
        for y in 0..<header.size.height {
            let row = rowStart(y)
            for x in 0..<header.size.width {
                let shift = header.depth * (perByte - 1 - x % perByte)
                indices.append(bytes[row + x / perByte] >> UInt8(shift) & mask)
            }
        }
        return indices
    }

    /// Pixels that hold their color, and opacity if there is a mask for it; gray on white paper if some are transparent.
    private func maskedPlanes() -> [GrayImage] {
        let levels = header.masks.map { self.levels(Channel(mask: $0)) }
        let colors = levels.prefix(3).map(plane)
        // Programs that write no opacity leave all its bits 0.
        guard levels.count == 4, levels[3].contains(where: { $0 > 0 }), levels[3].contains(where: { $0 < 255 }) else {
            return colors
        }
        return [plane(onWhitePaper(luminance: luminance(of: colors).pixels, opacity: levels[3]))]
    }

    private func levels(_ channel: Channel) -> [UInt8] {
        let pixelBytes = header.depth / 8
        var levels: [UInt8] = []
        levels.reserveCapacity(header.size.width * header.size.height)
        for y in 0..<header.size.height {
            let row = rowStart(y)
            for x in 0..<header.size.width {
                var value: UInt32 = 0
                for i in (0..<pixelBytes).reversed() { value = value << 8 | UInt32(bytes[row + pixelBytes * x + i]) }
                levels.append(channel.level(of: value))
            }
        }
        return levels
    }
}

/// The bits of a pixel that hold one color.
private struct Channel {
    let mask, shift, maximum: UInt32

    init(mask: UInt32) {
        self.mask = mask
        shift = UInt32(mask == 0 ? 0 : mask.trailingZeroBitCount)
        maximum = mask >> shift
    }

    /// The color's strength, 0...255.
    func level(of pixel: UInt32) -> UInt8 {
        let value = (pixel & mask) >> shift
        return maximum == 255
            ? UInt8(value) : maximum == 0 ? 0 : UInt8((UInt64(value) * 255 + UInt64(maximum) / 2) / UInt64(maximum))
    }
}
