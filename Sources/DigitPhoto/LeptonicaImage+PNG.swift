import CLeptonica
import DigitImage

extension LeptonicaImage {
    /// A copy of a gray picture with 8 bits per pixel; nil if Leptonica rejects its size.
    init?(_ image: GrayImage) {
        silenceLeptonica()
        self.init(DigitsPix(pointer: pixCreate(Int32(clamping: image.width), Int32(clamping: image.height), 8)))
        fill(from: image.pixels) { row, x, values in
            row[x >> 2] |= UInt32(values[0]) << (24 - 8 * UInt32(x & 3))
        }
    }

    /// A copy of a color picture with 32 bits per pixel; nil if Leptonica rejects its size.
    init?(_ image: ColorImage) {
        silenceLeptonica()
        self.init(DigitsPix(pointer: pixCreate(Int32(clamping: image.width), Int32(clamping: image.height), 32)))
        fill(from: image.pixels) { row, x, values in
            row[x] = UInt32(values[0]) << 24 | UInt32(values[1]) << 16 | UInt32(values[2]) << 8
        }
    }

    /// Sets each pixel of an empty image from its values, the same number for each.
    @inline(__always)
    private borrowing func fill(
        from values: [UInt8], _ set: (UnsafeMutablePointer<UInt32>, Int, UnsafePointer<UInt8>) -> Void
    ) {
        let (width, height) = (Int(pixGetWidth(pix.pointer)), Int(pixGetHeight(pix.pointer)))
        guard let words = pixGetData(pix.pointer) else { return }
        let wordsPerRow = Int(pixGetWpl(pix.pointer))
        let valuesPerPixel = values.count / (width * height)
        values.withUnsafeBufferPointer { values in
            guard let first = values.baseAddress else { return }
            for y in 0..<height {
                for x in 0..<width { set(words + y * wordsPerRow, x, first + (y * width + x) * valuesPerPixel) }
            }
        }
    }

    /// The bytes of a PNG file; nil if Leptonica cannot make it.
    /// - Parameter level: zlib's level, 1 to 9; nil for its default.
    borrowing func png(level: Int32?) -> [UInt8]? {
        if let level { _ = pixSetZlibCompression(pix.pointer, level) }
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let failed = pixWriteMemPng(&bytes, &count, pix.pointer, 0)
        defer { lept_free(bytes) }
        guard failed == 0, let bytes else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}
