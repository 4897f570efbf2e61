/// The orientation recorded by a camera: tag 0x0112 of the first directory of EXIF data (EXIF 2.32, 4.5 and 4.6.4 A).
///
/// - Parameter bytes: EXIF data without the leading "Exif" mark, that is, a TIFF header ("II" or "MM") and directories.
/// - Returns: 1...8; nil if there is none, or an invalid one.
func exifOrientation(inTIFF bytes: [UInt8]) -> Int? {
    let isBigEndian = bytes.has("MM", at: 0)
    guard isBigEndian || bytes.has("II", at: 0) else { return nil }
    func number(_ offset: Int, _ size: Int) -> Int? { bytes.number(at: offset, bytes: size, isBigEndian: isBigEndian) }
    guard number(2, 2) == 42, let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for entry in 0..<entries {
        let offset = directory + 2 + 12 * entry
        guard let tag = number(offset, 2) else { return nil }
        // Type 3 is a 16-bit number, stored in the first bytes of the value's field.
        guard tag == 0x0112, number(offset + 2, 2) == 3, let value = number(offset + 8, 2) else { continue }
        return (1...8).contains(value) ? value : nil
    }
    return nil
}
