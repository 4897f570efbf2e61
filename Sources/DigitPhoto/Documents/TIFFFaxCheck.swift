/// A fax page of a TIFF file (compression 4, TIFF 6.0, section 11).
struct TIFFFaxCheck {
    let width, height: Int
    /// The rows of each strip but the last.
    let rowsPerStrip: Int
    /// Whether the first pixel is in a byte's lowest bit.
    let isReversed: Bool

    /// Checks the rows of a strip: libtiff fills in those that are damaged or missing, without a word.
    /// - Parameter index: the strip's index, from the top.
    func check(strip bytes: [UInt8], index: Int) throws(PhotoError.Problem) {
        let rows = min(rowsPerStrip, height - index * rowsPerStrip)
        guard rows > 0 else { return }
        let upright = isReversed ? bytes.map(Self.reversed) : bytes
        let sound = FaxRows.sound(in: upright, width: width, height: rows, coding: .group4)
        guard sound == rows else { throw .damaged("TIFF: \(rows) rows of fax data expected, found \(sound) that are sound") }
    }

    private static func reversed(_ byte: UInt8) -> UInt8 { (0..<8).reduce(0) { $0 << 1 | byte >> UInt8($1) & 1 } }
}
