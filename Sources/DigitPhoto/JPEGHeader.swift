extension ImageHeader {
    /// The most scans, more than any camera writes; each costs a pass over the whole image, which is how a small file could take
    /// hours.
    private static let scanLimit = 100

    /// Reads a JPEG's size and orientation and checks that it is complete (ITU-T T.81, annex B).
    init(jpeg bytes: [UInt8]) throws(PhotoError.Problem) {
        let (header, damage) = try Self.segments(ofJPEG: bytes)
        if let damage { throw damage }
        guard let header, header.scans > 0 else { throw .damaged("JPEG: a frame and a scan expected, found none") }
        self = header
    }

    /// What the segments of a JPEG say, as far as they go; no header without a frame. And what is missing of it, if anything.
    ///
    /// Like decoders, it skips stray bytes between segments; data that cannot be decoded is left to the decoder.
    static func segments(
        ofJPEG bytes: [UInt8]
    ) throws(PhotoError.Problem) -> (header: ImageHeader?, damage: PhotoError.Problem?) {
        var header: ImageHeader?
        var orientation: Int?
        var scans = 0
        var offset = 0
        var damage: PhotoError.Problem?
        while true {
            guard let marker = nextMarker(in: bytes, &offset) else {
                damage = .truncated("JPEG: an end marker expected, the file ends after \(bytes.count) bytes")
                break
            }
            if marker == 0xD9 { break }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
            guard let length = bytes.bigEndian16(at: offset), length >= 2, offset + length <= bytes.count else {
                damage = .truncated("JPEG: a segment expected at byte \(offset), the file ends at \(bytes.count)")
                break
            }
            switch marker {
            case 0xC9...0xCB, 0xCD...0xCF:
                // With it, decoding hardly takes bits of the file, but still time. No camera, scanner or browser writes it.
                throw .unsupported("JPEG: Huffman coding expected, found arithmetic coding, which is not supported")
            case 0xC0...0xC3, 0xC5...0xC7:
                // The first is what a decoder uses; a second one must not weaken the size check.
                if header != nil { break }
                guard let height = bytes.bigEndian16(at: offset + 3), let width = bytes.bigEndian16(at: offset + 5), length >= 8
                else { throw .damaged("JPEG: a frame header of at least 8 bytes expected, found \(length)") }
                header = ImageHeader(width: width, height: height, components: Int(bytes[offset + 7]))
            case 0xDA:
                scans += 1
                guard scans <= scanLimit else {
                    throw .unsupported("at most \(scanLimit) JPEG scans are read, found more")
                }
            case 0xE1 where orientation == nil && bytes.has("Exif\0\0", at: offset + 2):
                orientation = exifOrientation(inTIFF: Array(bytes[(offset + 8)..<max(offset + 8, offset + length)]))
            default: break
            }
            offset += length
        }
        header?.orientation = orientation ?? 1
        header?.scans = scans
        return (header, damage)
    }

    /// The next marker's code; `offset` moves past it. Stuffed zeros and fill bytes are not markers.
    private static func nextMarker(in bytes: [UInt8], _ offset: inout Int) -> UInt8? {
        bytes.withUnsafeBufferPointer { bytes in
            while offset + 1 < bytes.count {
                let (first, second) = (bytes[offset], bytes[offset + 1])
                if first != 0xFF || second == 0xFF {
                    offset += 1
                } else {
                    offset += 2
                    if second != 0 { return second }
                }
            }
            return nil
        }
    }
}
