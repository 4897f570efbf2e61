import DigitFiles

/// How chunks are compressed: the filters in the order of compression (specification, IV.A.2.l).
struct H5Filters {
    private enum Filter {
        case deflate
        /// All values' first bytes, then their second ones and so on.
        case shuffle(valueSize: Int)
        case fletcher32
    }
    private var filters: [Filter] = []

    /// The filters of a filter pipeline message; none without it.
    init(_ message: H5Cursor?) throws(H5Damage) {
        guard var message else { return }
        let version = try message.expectVersion(1...2, of: "filter pipeline")
        let count = try message.byte()
        guard count <= 8 else { throw H5Damage("at most 8 filters expected, found \(count)") }
        if version == 1 { try message.skip(6) }
        for _ in 0..<count { filters.append(try Self.filter(&message, version)) }
        // Repeated filters would only cost time.
        let kinds = Set(
            filters.map { filter in
                switch filter {
                case .deflate: 1
                case .shuffle: 2
                case .fletcher32: 3
                }
            })
        guard kinds.count == filters.count else { throw H5Damage("each filter once expected, found \(filters.count) filters") }
    }

    private static func filter(_ message: inout H5Cursor, _ version: Int) throws(H5Damage) -> Filter {
        let number = try message.count(2)
        let nameLength = version == 1 || number >= 256 ? try message.count(2) : 0
        try message.skip(2)
        let settingCount = try message.count(2)
        try message.skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)
        var settings: [Int] = []
        for _ in 0..<settingCount { settings.append(try message.count(4)) }
        if version == 1, settingCount % 2 == 1 { try message.skip(4) }
        switch number {
        case 1: return .deflate
        case 2: return .shuffle(valueSize: settings.first ?? 1)
        case 3: return .fletcher32
        default: throw H5Damage("filters deflate, shuffle or fletcher32 expected, found number \(number)")
        }
    }

    /// Decompresses a chunk. Bit i of `mask` says that filter i was skipped for it.
    func unpack(_ packed: ArraySlice<UInt8>, mask: Int, size: Int) throws(H5Damage) -> [UInt8] {
        var bytes = Array(packed)
        for (index, filter) in filters.enumerated().reversed() where mask >> index & 1 == 0 {
            switch filter {
            case .deflate:
                // A checksum may follow.
                do { bytes = try inflateZlib(bytes, limit: size + 4) } catch { throw H5Damage("a chunk is damaged") }
            case .shuffle(let valueSize): bytes = unshuffled(bytes, valueSize: max(1, valueSize))
            case .fletcher32: bytes = try checked(bytes)
            }
        }
        return bytes
    }

    private func unshuffled(_ bytes: [UInt8], valueSize: Int) -> [UInt8] {
        let count = bytes.count / valueSize
        // Nothing is moved: the file may have any size.
        guard count > 1 else { return bytes }
        var result = bytes  // The remainder at the end is not shuffled.
        for byte in 0..<valueSize {
            for value in 0..<count { result[value * valueSize + byte] = bytes[byte * count + value] }
        }
        return result
    }

    /// Checks and removes the last four bytes: Fletcher's checksum of big-endian 16-bit numbers.
    private func checked(_ bytes: [UInt8]) throws(H5Damage) -> [UInt8] {
        guard bytes.count >= 4 else { throw H5Damage("a chunk is cut short") }
        let (body, end) = (bytes.dropLast(4), bytes.suffix(4))
        var (first, second) = (UInt32(0), UInt32(0))
        for place in stride(from: 0, to: body.count, by: 2) {
            let low = place + 1 < body.count ? UInt32(body[place + 1]) : 0
            first = (first + (UInt32(body[place]) << 8 | low)) % 65_535
            second = (second + first) % 65_535
        }
        let stored = end.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        // 0 and 65,535 are equivalent in this sum.
        let same = { (a: UInt32, b: UInt32) in a % 65_535 == b % 65_535 }
        guard same(stored & 0xFFFF, first), same(stored >> 16, second) else { throw H5Damage("a chunk's checksum is wrong") }
        return Array(body)
    }
}
