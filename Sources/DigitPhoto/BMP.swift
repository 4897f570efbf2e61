import DigitImage

/// Reads BMP files that are not compressed.
///
/// Leptonica 1.82 exchanges red and blue at 32 bits per pixel and knows neither OS/2's header nor masks, and the format is simple.
struct BMPReader {
    private let bytes: [UInt8]
    private let header: BMPHeader

    /// The whole image, gray.
    static func decode(_ bytes: [UInt8], pixelLimit: Int) throws(PhotoError.Problem) -> GrayImage {
        let header = try BMPHeader(bytes)
        let size = header.size
        try size.check(pixelLimit: pixelLimit)
        let expected = header.pixelStart + header.rowBytes * (size.height - 1) + (size.width * header.depth + 7) / 8
        guard bytes.count >= expected,
            bytes.count >= header.paletteStart + (header.depth <= 8 ? header.colors * header.colorBytes : 0)
        else { throw .truncated("BMP: at least \(expected) bytes expected, found \(bytes.count)") }
        let reader = BMPReader(bytes: bytes, header: header)
        let pixels = header.depth <= 8 ? reader.indexedPixels() : reader.maskedPixels()
        return GrayImage(width: size.width, height: size.height, pixels: pixels)
    }

    /// Where row `y` (0 on top) starts.
    private func rowStart(_ y: Int) -> Int {
        header.pixelStart + header.rowBytes * (header.isTopDown ? y : header.size.height - 1 - y)
    }

    /// Pixels that are numbers of colors in the palette, the leftmost in a byte's highest bits; a number beyond it is black.
    private func indexedPixels() -> [UInt8] {
        var levels = [UInt8](repeating: 0, count: 256)
        for i in 0..<header.colors {
            let color = header.paletteStart + header.colorBytes * i
            levels[i] = luminance(red: bytes[color + 2], green: bytes[color + 1], blue: bytes[color])
        }
        let perByte = 8 / header.depth
        let mask = UInt8(truncatingIfNeeded: (1 << header.depth) - 1)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(header.size.width * header.size.height)
        for y in 0..<header.size.height {
            let row = rowStart(y)
            for x in 0..<header.size.width {
                let shift = header.depth * (perByte - 1 - x % perByte)
                pixels.append(levels[Int(bytes[row + x / perByte] >> UInt8(shift) & mask)])
            }
        }
        return pixels
    }

    /// Pixels that hold their color, and opacity where there is a mask for it.
    private func maskedPixels() -> [UInt8] {
        let channels = header.masks.map(Channel.init)
        let pixelBytes = header.depth / 8
        var light: [UInt8] = []
        var opacity: [UInt8] = []
        light.reserveCapacity(header.size.width * header.size.height)
        for y in 0..<header.size.height {
            let row = rowStart(y)
            for x in 0..<header.size.width {
                var value: UInt32 = 0
                for i in (0..<pixelBytes).reversed() { value = value << 8 | UInt32(bytes[row + pixelBytes * x + i]) }
                light.append(
                    luminance(
                        red: channels[0].level(of: value), green: channels[1].level(of: value), blue: channels[2].level(of: value)
                    ))
                if channels.count == 4 { opacity.append(channels[3].level(of: value)) }
            }
        }
        // Programs that write no opacity leave its bits 0 all over.
        return opacity.contains { $0 > 0 } ? onWhitePaper(luminance: light, opacity: opacity) : light
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
