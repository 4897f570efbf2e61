extension ImageHeader {
    /// Reads a PNG's size and checks that its chunks are complete up to the last one, IEND (PNG specification, sections 5 and 11).
    /// Their contents are left to the decoder.
    init(png bytes: [UInt8]) throws(PhotoError.Problem) {
        guard bytes.has("IHDR", at: 12), let width = bytes.bigEndian32(at: 16), let height = bytes.bigEndian32(at: 20) else {
            throw bytes.count < 33
                ? .truncated("PNG: a header of 33 bytes expected, found \(bytes.count)")
                : .damaged("PNG: an IHDR chunk expected first")
        }
        self.init(width: width, height: height)
        // The samples per pixel: gray, color, palette index, gray and color with opacity.
        let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4]
        guard bytes.count > 25, let count = samples[Int(bytes[25])], [1, 2, 4, 8, 16].contains(bytes[24]) else {
            throw .damaged("PNG: a valid bit depth and color type expected, found others")
        }
        bitsPerPixel = count * Int(bytes[24])
        var offset = 8
        while !bytes.has("IEND", at: offset + 4) {
            guard let length = bytes.bigEndian32(at: offset), bytes.count - offset >= 12 else {
                throw .truncated("PNG: a chunk expected at byte \(offset), the file ends at \(bytes.count)")
            }
            guard length <= bytes.count - offset - 12 else {
                throw .truncated("PNG: a chunk of \(length) bytes expected at byte \(offset), the file ends at \(bytes.count)")
            }
            offset += 12 + length
        }
    }
}
