/// A fax page of a TIFF file (compression 4, TIFF 6.0, section 11).
struct TIFFFaxCheck {
    let width, height: Int
    /// The rows of each strip but the last.
    let rowsPerStrip: Int
    /// Whether the first pixel is in a byte's lowest bit.
    let isReversed: Bool
    /// The offset of each strip, and its size in bytes.
    private let strips: [(offset: Int, size: Int)]

    /// Nil for a page of another kind, or one that the decoder refuses: of tiles (entry 322), or too large.
    init?(_ directory: TIFFDirectory) throws(PhotoError.Problem) {
        guard try directory.compression() == 4, try directory.number(tag: 322) == nil,
            let width = try directory.number(tag: 256), let height = try directory.number(tag: 257),
            (1...1 << 20).contains(width), (1...1 << 20).contains(height)
        else { return nil }
        (self.width, self.height, strips) = (width, height, try directory.strips())
        rowsPerStrip = min(height, max(1, try directory.number(tag: 278) ?? height))
        isReversed = try directory.number(tag: 266) == 2
    }

    /// - Throws: if rows are damaged or missing.
    func check(_ source: ByteSource) throws(PhotoError.Problem) {
        for (index, strip) in strips.enumerated() {
            try check(strip: try source.read(at: strip.offset, count: strip.size), index: index)
        }
    }

    /// Checks the rows of a strip: libtiff fills in those that are damaged or missing, without a word.
    /// - Parameter index: the strip's index, from the top.
    private func check(strip bytes: [UInt8], index: Int) throws(PhotoError.Problem) {
        let rows = min(rowsPerStrip, height - index * rowsPerStrip)
        guard rows > 0 else { return }
        let upright = isReversed ? bytes.map(Self.reversed) : bytes
        let sound = FaxRows.sound(in: upright, width: width, height: rows, coding: .group4)
        guard sound == rows else { throw .damaged("TIFF: \(rows) rows of fax data expected, found \(sound) that are sound") }
    }

    private static func reversed(_ byte: UInt8) -> UInt8 { (0..<8).reduce(0) { $0 << 1 | byte >> UInt8($1) & 1 } }
}
