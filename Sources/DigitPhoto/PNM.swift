import DigitImage

/// Reads PBM, PGM and PPM, plain and raw (netpbm's pbm(5), pgm(5), ppm(5)), of any depth.
///
/// Leptonica supports only a few of the depths that are allowed, and the format is simple.
struct PNMReader {
    private let bytes: [UInt8]
    private var offset = 2
    /// 1...6, the digit after "P".
    private let kind: Int
    private var name: String { ["PBM", "PGM", "PPM"][(kind - 1) % 3] }
    private var isRaw: Bool { kind > 3 }
    private var isBitmap: Bool { kind % 3 == 1 }
    private var samplesPerPixel: Int { kind % 3 == 0 ? 3 : 1 }
    private var maximum = 1

    /// A reader for bytes that start with "P1" to "P6".
    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        kind = Int(bytes[1]) - 0x30
    }

    /// The whole image: gray, or its red, green and blue.
    static func decode(_ bytes: [UInt8], pixelLimit: Int) throws(PhotoError.Problem) -> [GrayImage] {
        var reader = PNMReader(bytes)
        let header = ImageHeader(width: try reader.headerNumber("width"), height: try reader.headerNumber("height"))
        try header.check(pixelLimit: pixelLimit)
        if !reader.isBitmap { reader.maximum = try reader.headerNumber("largest value") }
        guard (1...65535).contains(reader.maximum) else {
            throw .damaged("\(reader.name): a largest value of 1...65535 expected, found \(reader.maximum)")
        }
        let planes =
            switch (reader.isRaw, reader.isBitmap) {
            case (true, true): [try reader.packedBits(header)]
            case (true, false): try reader.rawSamples(header)
            default: try reader.plainSamples(header)
            }
        return planes.map { GrayImage(width: header.width, height: header.height, pixels: $0) }
    }

    /// Skips white space and comments, which run from "#" to the end of the line.
    private mutating func skipSpace() {
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "#") {
                while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
            } else if isSpace(bytes[offset]) {
                offset += 1
            } else {
                return
            }
        }
    }

    /// A decimal number after white space; capped, so that no run of digits overflows. Nil at the end of the file.
    private mutating func number(maximumDigits: Int = .max) throws(PhotoError.Problem) -> Int? {
        skipSpace()
        let start = offset
        var value = 0
        while offset < bytes.count, offset - start < maximumDigits, (0x30...0x39).contains(bytes[offset]) {
            value = min(value * 10 + Int(bytes[offset]) - 0x30, Int(Int32.max))
            offset += 1
        }
        if offset > start { return value }
        guard offset < bytes.count else { return nil }
        throw .damaged("\(name): a number expected at byte \(offset)")
    }

    private mutating func headerNumber(_ what: String) throws(PhotoError.Problem) -> Int {
        guard let value = try number() else { throw .truncated("\(name): \(what) expected, the file ends") }
        return value
    }

    /// The raw pixels start after a single white-space byte; there must be `count` bytes of them.
    private func raw(_ count: Int) throws(PhotoError.Problem) -> Int {
        let there = max(0, bytes.count - offset - 1)
        guard there >= count else { throw .truncated("\(name): \(count) bytes of pixels expected, found \(there)") }
        return offset + 1
    }

    /// Eight pixels to a byte, rows padded to whole bytes, 1 for black.
    private func packedBits(_ header: ImageHeader) throws(PhotoError.Problem) -> [UInt8] {
        let rowBytes = (header.width + 7) / 8
        let start = try raw(rowBytes * header.height)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(header.width * header.height)
        for y in 0..<header.height {
            for x in 0..<header.width {
                pixels.append(bytes[start + y * rowBytes + x >> 3] >> (7 - UInt8(x & 7)) & 1 == 0 ? 255 : 0)
            }
        }
        return pixels
    }

    private func rawSamples(_ header: ImageHeader) throws(PhotoError.Problem) -> [[UInt8]] {
        let size = maximum > 255 ? 2 : 1
        let pixelBytes = size * samplesPerPixel
        let start = try raw(header.width * header.height * pixelBytes)
        func sample(_ offset: Int) -> UInt8 {
            scaled(size == 1 ? Int(bytes[offset]) : Int(bytes[offset]) << 8 | Int(bytes[offset + 1]))
        }
        let end = start + header.width * header.height * pixelBytes
        return (0..<samplesPerPixel).map { stride(from: start + size * $0, to: end, by: pixelBytes).map(sample) }
    }

    /// Samples written as decimal numbers; a bitmap's digits need no space between them, and 1 is black.
    private mutating func plainSamples(_ header: ImageHeader) throws(PhotoError.Problem) -> [[UInt8]] {
        let expected = header.width * header.height
        // Each sample takes at least a byte: a short file does not get the memory of a large image.
        guard bytes.count - offset >= expected * samplesPerPixel else {
            throw .truncated("\(name): \(expected) pixels expected, \(bytes.count - offset) bytes are left")
        }
        var planes = [[UInt8]](repeating: [], count: samplesPerPixel)
        for plane in planes.indices { planes[plane].reserveCapacity(expected) }
        for pixel in 0..<expected {
            for plane in planes.indices {
                guard let value = try number(maximumDigits: isBitmap ? 1 : .max) else {
                    throw .truncated("\(name): \(expected) pixels expected, found \(pixel)")
                }
                planes[plane].append(scaled(isBitmap ? 1 - min(1, value) : value))
            }
        }
        return planes
    }

    /// A sample of 0...maximum as 0...255.
    private func scaled(_ value: Int) -> UInt8 {
        maximum == 255 ? UInt8(min(255, value)) : UInt8((min(value, maximum) * 255 + maximum / 2) / maximum)
    }
}
