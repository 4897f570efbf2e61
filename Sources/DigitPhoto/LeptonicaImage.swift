import CLeptonica
import DigitImage

/// An image in Leptonica's memory. Only the files named after it access its pointers.
struct LeptonicaImage: ~Copyable {
    let pix: DigitsPix

    /// Takes ownership of an image returned by a function of Leptonica; nil if that failed.
    init?(_ pix: DigitsPix) {
        guard pix.pointer != nil else { return nil }
        self.pix = pix
    }

    deinit {
        var pix = pix
        pixDestroy(&pix.pointer)
    }

    /// In pixels.
    borrowing func size() -> (width: Int, height: Int) { (Int(pixGetWidth(pix.pointer)), Int(pixGetHeight(pix.pointer))) }

    /// The size of a TIFF's first page or of a WebP image, read without decoding; nil if the header is invalid.
    static func header(of bytes: [UInt8]) -> ImageHeader? {
        var (width, height): (Int32, Int32) = (0, 0)
        var (depth, samples): (Int32, Int32) = (0, 0)
        let failed = withoutCodecMessages { pixReadHeaderMem(bytes, bytes.count, nil, &width, &height, &depth, &samples, nil) }
        guard failed == 0, (1...64).contains(depth), (1...64).contains(samples) else { return nil }
        return ImageHeader(width: Int(width), height: Int(height), bitsPerPixel: Int(depth) * Int(samples))
    }

    /// Decodes; nil if the data cannot be decoded or Leptonica was built without the format.
    init?(decoding bytes: [UInt8], format: ImageFormat, header: ImageHeader) {
        let pix = withoutCodecMessages {
            // The luminance is stored separately in a JPEG: if only that is requested, the colors need not be decoded at all.
            format == .jpeg && (header.components == 1 || header.components == 3)
                ? DigitsPix(pointer: pixReadMemJpeg(bytes, bytes.count, 0, 1, nil, Int32(L_JPEG_READ_LUMINANCE)))
                : DigitsPix(pointer: pixReadMem(bytes, bytes.count))
        }
        self.init(pix)
    }

    /// Decodes the colors too; a JPEG at 1/`reduction` (1, 2, 4 or 8) of its width and height.
    init?(decoding bytes: [UInt8], format: ImageFormat, header: ImageHeader, reduction: Int) {
        self.init(
            withoutCodecMessages {
                format == .jpeg && (header.components == 1 || header.components == 3)
                    ? DigitsPix(pointer: pixReadMemJpeg(bytes, bytes.count, 0, Int32(reduction), nil, 0))
                    : DigitsPix(pointer: pixReadMem(bytes, bytes.count))
            })
    }

    /// The same image with one bit of ink, 8 bits of gray or 32 bits of color per pixel and no palette.
    private consuming func plain() -> LeptonicaImage? {
        if pixGetColormap(pix.pointer) != nil {
            return LeptonicaImage(DigitsPix(pointer: pixRemoveColormap(pix.pointer, Int32(REMOVE_CMAP_BASED_ON_SRC))))?.plain()
        }
        let depth = pixGetDepth(pix.pointer)
        return [1, 8, 32].contains(depth) ? consume self : LeptonicaImage(DigitsPix(pointer: pixConvertTo8(pix.pointer, 0)))
    }

    /// The image in gray, on white if it is transparent.
    consuming func gray() -> GrayImage? {
        plain()?.unpacked()
    }

    /// Red, green and blue, or one gray if there are no colors; on white if it is transparent.
    consuming func planes() -> [GrayImage]? {
        plain()?.unpackedPlanes()
    }

    private borrowing func unpackedPlanes() -> [GrayImage]? {
        guard pixGetDepth(pix.pointer) == 32, pixGetSpp(pix.pointer) != 4 else { return unpacked().map { [$0] } }
        return rows()?.colors()
    }

    private borrowing func rows() -> PackedRows? {
        guard let words = pixGetData(pix.pointer) else { return nil }
        return PackedRows(
            words: UnsafePointer(words), wordsPerRow: Int(pixGetWpl(pix.pointer)), width: Int(pixGetWidth(pix.pointer)),
            height: Int(pixGetHeight(pix.pointer)))
    }

    /// The gray of an image as made by `plain`; borrowed, so that the pixels stay valid while they are read.
    private borrowing func unpacked() -> GrayImage? {
        guard let rows = rows() else { return nil }
        return switch (pixGetDepth(pix.pointer), pixGetSpp(pix.pointer)) {
        case (1, _): rows.grayFromBits()
        case (8, _): rows.gray()
        case (32, 4): rows.grayFromColorWithAlpha()
        case (32, _): rows.grayFromColor()
        default: nil
        }
    }
}

/// Leptonica's pixels: rows of 32-bit words, the leftmost pixel in a word's highest bits.
private struct PackedRows {
    var words: UnsafePointer<UInt32>
    var wordsPerRow, width, height: Int

    /// Thirty-two pixels to a word, 1 for ink.
    func grayFromBits() -> GrayImage {
        imageOfRows { words, row in
            let whole = width / 32
            // A word at a time, so that the compiler finds vectors.
            for (place, word) in UnsafeBufferPointer(start: words, count: whole).enumerated() {
                for bit in 0..<32 { row[32 * place + bit] = Self.paper(word, bit) }
            }
            for x in 32 * whole..<width { row[x] = Self.paper(words[whole], x & 31) }
        }
    }

    /// White for a bit of 0, black for 1; the first bit is the highest.
    @inline(__always)
    private static func paper(_ word: UInt32, _ bit: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (word >> (31 - UInt32(truncatingIfNeeded: bit))) & 1) &- 1
    }

    /// Four 8-bit gray pixels to a word.
    func gray() -> GrayImage {
        imageOfRows { words, row in
            let whole = width / 4
            for place in 0..<whole {
                UnsafeMutableRawPointer(row).storeBytes(of: words[place].bigEndian, toByteOffset: 4 * place, as: UInt32.self)
            }
            for x in 4 * whole..<width { row[x] = UInt8(truncatingIfNeeded: words[whole] >> (24 - 8 * UInt32(x & 3))) }
        }
    }

    /// Red, green, blue and an unused byte.
    func grayFromColor() -> GrayImage {
        image { row, x in Self.luminance(row[x]) }
    }

    /// Red, green and blue as separate planes.
    func colors() -> [GrayImage] {
        [24, 16, 8].map { (shift: UInt32) in image { row, x in UInt8(truncatingIfNeeded: row[x] >> shift) } }
    }

    /// Red, green, blue and alpha (255 for opaque), not premultiplied.
    func grayFromColorWithAlpha() -> GrayImage {
        let opacity = image { row, x in UInt8(truncatingIfNeeded: row[x]) }
        let pixels = onWhitePaper(luminance: grayFromColor().pixels, opacity: opacity.pixels)
        return GrayImage(width: width, height: height, pixels: pixels)
    }

    private static func luminance(_ word: UInt32) -> UInt8 {
        DigitPhoto.luminance(
            red: UInt8(truncatingIfNeeded: word >> 24), green: UInt8(truncatingIfNeeded: word >> 16),
            blue: UInt8(truncatingIfNeeded: word >> 8))
    }

    @inline(__always)
    private func image(_ pixel: (_ row: UnsafePointer<UInt32>, _ x: Int) -> UInt8) -> GrayImage {
        imageOfRows { words, row in for x in 0..<width { row[x] = pixel(words, x) } }
    }

    @inline(__always)
    private func imageOfRows(_ fill: (_ words: UnsafePointer<UInt32>, _ row: UnsafeMutablePointer<UInt8>) -> Void) -> GrayImage {
        let pixels = [UInt8](unsafeUninitializedCapacity: width * height) { result, count in
            for y in 0..<height { fill(words + y * wordsPerRow, result.baseAddress! + y * width) }
            count = width * height
        }
        return GrayImage(width: width, height: height, pixels: pixels)
    }
}
