/// The kind of file that its first bytes indicate.
enum ImageFormat: Equatable {
    case png, jpeg, bmp, pnm, tiff, webp, pdf, heif
    /// Something else, in words that fit after "found".
    case other(String)

    init(of bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: "BM".utf8) && bytes.count >= 18 && bytes[15] == 0
            && [12, 40, 52, 56, 64, 108, 124].contains(bytes[14])
        {
            self = .bmp
        } else if Self.isPNM(bytes) {
            self = .pnm
        } else if bytes.starts(with: [0x49, 0x49, 42, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 42]) {
            self = .tiff
        } else if bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webp
        } else if Self.isPDF(bytes) {
            self = .pdf
        } else if Self.isHEIF(bytes) {
            self = .heif
        } else {
            self = .other(Self.name(of: bytes))
        }
    }

    /// "P1" to "P6" and white space or a comment.
    private static func isPNM(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 3, bytes[0] == UInt8(ascii: "P"), (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(bytes[1]) else {
            return false
        }
        return isSpace(bytes[2]) || bytes[2] == UInt8(ascii: "#")
    }

    /// The mark may follow up to 1024 other bytes (ISO 32000-1, annex H.3.4.1).
    private static func isPDF(_ bytes: [UInt8]) -> Bool {
        let start = Array(bytes.prefix(1024))
        return start.indices.contains { start[$0] == UInt8(ascii: "%") && start.has("%PDF-", at: $0) }
    }

    /// A box `ftyp` with a brand of still pictures (ISO/IEC 23008-12, annex B and C; AV1 Image File Format, section 6).
    private static func isHEIF(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 12, bytes.has("ftyp", at: 4) else { return false }
        return ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif"].contains(
            String(decoding: bytes[8..<12], as: UTF8.self))
    }

    /// Whether the extended header of a WebP file has its animation bit set (RFC 9649, section 2.7).
    static func isAnimatedWebP(_ bytes: [UInt8]) -> Bool {
        bytes.count > 20 && bytes[12..<16].elementsEqual("VP8X".utf8) && bytes[20] & 2 != 0
    }

    /// Beginnings of files that people pass instead of a supported image.
    private static let known: [(start: String, name: String)] = [
        ("%!PS", "a PostScript document"), ("GIF8", "a GIF image, which is not supported"),
        ("P7\n", "a PAM image, which is not supported"), ("<?xml", "an XML or SVG text"), ("<svg", "an SVG drawing"),
        ("<!DOCTYPE", "an HTML page"), ("<!doctype", "an HTML page"), ("<html", "an HTML page"),
        ("PK\u{3}\u{4}", "a zip archive"),
    ]

    /// What their beginning shows that they are; nil for what may be text or pixels as well.
    fileprivate static func knownName(of bytes: [UInt8]) -> String? {
        if let match = known.first(where: { bytes.starts(with: $0.start.utf8) }) { return match.name }
        if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip file" }
        if bytes.starts(with: [0x89] + "HDF".utf8) { return "an HDF5 file" }
        if bytes.starts(with: [0, 0, 8, 1]) || bytes.starts(with: [0, 0, 8, 3]) { return "an IDX file" }
        if bytes.dropFirst(4).starts(with: "ftyp".utf8) { return "a video file, which is not supported" }
        if bytes.starts(with: [0, 0, 0, 12] + "jP  ".utf8) { return "a JPEG 2000 image, which is not supported" }
        return nil
    }

    private static func name(of bytes: [UInt8]) -> String {
        if let name = knownName(of: bytes) { return name }
        let start = bytes.prefix(512)
        if start.allSatisfy({ isSpace($0) || $0 >= 0x20 && $0 != 0x7F }) { return "text" }
        return "a file that starts with the bytes " + start.prefix(4).map(hexadecimal).joined(separator: " ")
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0x0" : "0x") + String(byte, radix: 16)
    }
}

/// Whether bytes begin as a file of a known kind does, a picture or not: then they are no pixels, however many there are.
package func isKnownFile(_ bytes: [UInt8]) -> Bool {
    if case .other = ImageFormat(of: bytes) { return ImageFormat.knownName(of: bytes) != nil }
    return true
}

/// Space, tab, line feed, vertical tab, form feed or carriage return.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
