/// The header of a TIFF file with one picture in one strip (TIFF 6.0).
struct TIFFFile {
    enum Coding {
        /// Uncompressed pixels: 1 or 8 bits of gray, or 8 bits of three colors.
        case plain(bits: Int, samples: Int)
        /// Fax coding (ITU-T T.4 and T.6).
        case group3(isTwoDimensional: Bool)
        case group4
    }

    let width, height: Int
    let coding: Coding
    /// Whether a sample of 0, or what a fax calls white, is white. Not used for colors.
    let isZeroWhite: Bool
    /// As in EXIF, 1...8.
    let orientation: Int

    /// The whole file with its only strip.
    func bytes(strip: [UInt8]) -> [UInt8] {
        var (bits, samples, compression, options) = (1, 1, 1, 0)
        switch coding {
        case .plain(let depth, let count): (bits, samples) = (depth, count)
        case .group3(let isTwoDimensional): (compression, options) = (3, isTwoDimensional ? 1 : 0)
        case .group4: compression = 4
        }
        // The bits of three colors do not fit in the entry.
        let head = 8 + (samples == 3 ? 6 : 0)
        let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
            (256, 4, 1, width), (257, 4, 1, height), (258, 3, samples, samples == 3 ? 8 : bits), (259, 3, 1, compression),
            (262, 3, 1, samples == 3 ? 2 : isZeroWhite ? 0 : 1), (273, 4, 1, head), (274, 3, 1, orientation),
            (277, 3, 1, samples),
            (278, 4, 1, height), (279, 4, 1, strip.count), (292, 4, 1, options),
        ]
        let used = entries.filter { $0.tag != 292 || compression == 3 }
        let padding = [UInt8](repeating: 0, count: strip.count % 2)
        var file: [UInt8] = [0x49, 0x49, 42, 0] + Self.little(head + strip.count + padding.count, 4)
        if samples == 3 { file += [8, 0, 8, 0, 8, 0] }
        file += strip
        file += padding + Self.little(used.count, 2)
        for entry in used {
            file +=
                Self.little(entry.tag, 2) + Self.little(entry.type, 2) + Self.little(entry.count, 4) + Self.little(entry.value, 4)
        }
        return file + [0, 0, 0, 0]
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
