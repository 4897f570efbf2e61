/// The directory of a page of a TIFF file (TIFF 6.0, section 2): the entries that decoding needs.
///
/// libtiff loads the values of all other entries too, up to 4,096 of them, and they may all be the same bytes: a file of a megabyte
/// could take gigabytes.
struct TIFFDirectory {
    struct Entry {
        let tag: Int
        var type: Int
        let count: Int
        /// The value, or its offset if it has more than 4 bytes.
        var field: [UInt8]

        /// The value's size in bytes.
        var size: Int { TIFFDirectory.typeSizes[type]! * count }
    }

    let entries: [Entry]
    /// Whether the file has other entries too.
    let hasOthers: Bool
    private let source: ByteSource
    private let isBigEndian: Bool

    /// The offsets of strips and of tiles, and the tags of their sizes.
    static let places = [273: 279, 324: 325]
    /// The offset of a JPEG (TIFF 6.0, section 22).
    static let jpeg = 513
    /// The size, the kind of pixels, their places and compression, palettes, resolution and orientation (TIFF 6.0, section 8 and
    /// appendix A).
    private static let needed: Set<Int> = [
        256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 292, 293, 296, 317, 320, 322, 323, 324, 325,
        332, 334, 338, 339, 347, 512, 513, 514, 515, 519, 520, 521, 529, 530, 531, 532,
    ]
    /// The size in bytes of a value of each type, with those of later versions. A reader must skip types that it does not know.
    private static let typeSizes = [
        1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
    ]

    /// Reads the directory at an offset; nil if the file ends before it does.
    /// - Throws: if its values have more bytes than the file, so that some share theirs.
    init?(at place: Int, of source: ByteSource, isBigEndian: Bool) throws(PhotoError.Problem) {
        guard let count = try source.read(at: place, count: 2).number(at: 0, bytes: 2, isBigEndian: isBigEndian) else {
            return nil
        }
        let bytes = try source.read(at: place + 2, count: 12 * count)
        guard bytes.count == 12 * count else { return nil }
        (self.source, self.isBigEndian) = (source, isBigEndian)
        var (entries, seen): ([Entry], Set<Int>) = ([], [])
        var size = 0
        for start in stride(from: 0, to: bytes.count, by: 12) {
            func number(_ offset: Int, _ size: Int) -> Int {
                bytes.number(at: start + offset, bytes: size, isBigEndian: isBigEndian)!
            }
            let (tag, type) = (number(0, 2), number(2, 2))
            guard Self.needed.contains(tag), Self.typeSizes[type] != nil, seen.insert(tag).inserted else { continue }
            entries.append(Entry(tag: tag, type: type, count: number(4, 4), field: Array(bytes[start + 8..<start + 12])))
            if entries.last!.size > 4 { size += entries.last!.size }
        }
        guard size <= source.count else {
            throw .damaged("TIFF: at most \(source.count) bytes of values expected in a page's directory, found \(size)")
        }
        (self.entries, hasOthers) = (entries, entries.count < count)
    }

    /// The entry with a tag.
    subscript(tag: Int) -> Entry? { entries.first { $0.tag == tag } }

    /// An entry's value; nil if it lies outside the file.
    func value(_ entry: Entry) throws(PhotoError.Problem) -> [UInt8]? {
        if entry.size <= 4 { return Array(entry.field.prefix(entry.size)) }
        guard let place = entry.field.number(at: 0, bytes: 4, isBigEndian: isBigEndian) else { return nil }
        let bytes = try source.read(at: place, count: entry.size)
        return bytes.count == entry.size ? bytes : nil
    }

    /// The numbers of the entry with a tag, at least one, of 16 or 32 bits (TIFF 6.0, section 2); nil if there is no such entry.
    /// - Throws: for numbers of another type, which libtiff may understand.
    func numbers(tag: Int) throws(PhotoError.Problem) -> [Int]? {
        guard let entry = self[tag] else { return nil }
        guard entry.type == 3 || entry.type == 4 else {
            throw .damaged("TIFF: numbers of type 3 or 4 expected in entry \(tag), found type \(entry.type)")
        }
        guard entry.count > 0, let bytes = try value(entry) else {
            throw .damaged("TIFF: numbers expected in entry \(tag), found none within the file")
        }
        let size = entry.size / entry.count
        return (0..<entry.count).compactMap { bytes.number(at: $0 * size, bytes: size, isBigEndian: isBigEndian) }
    }

    /// The only number of the entry with a tag; nil if there is no such entry. Before TIFF 5.0 it was repeated for each sample.
    func number(tag: Int) throws(PhotoError.Problem) -> Int? {
        guard let numbers = try numbers(tag: tag), let number = numbers.first else { return nil }
        guard numbers.allSatisfy({ $0 == number }) else {
            throw .damaged("TIFF: one number expected in entry \(tag), found several")
        }
        return number
    }

    /// A directory of these entries, after which there is no other page.
    static func bytes(of entries: [Entry], isBigEndian: Bool) -> [UInt8] {
        var bytes = Self.bytes(entries.count, 2, isBigEndian: isBigEndian)
        for entry in entries {
            bytes += Self.bytes(entry.tag, 2, isBigEndian: isBigEndian) + Self.bytes(entry.type, 2, isBigEndian: isBigEndian)
            bytes += Self.bytes(entry.count, 4, isBigEndian: isBigEndian) + entry.field
        }
        return bytes + [0, 0, 0, 0]
    }

    /// A number in the file's byte order.
    static func bytes(_ value: Int, _ count: Int, isBigEndian: Bool) -> [UInt8] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }
}

extension TIFFDirectory {
    /// Whether a file is big-endian, which its first bytes say.
    static func isBigEndian(_ head: [UInt8]) -> Bool { head.has("MM", at: 0) }

    /// The directory of a file's first page.
    init(ofFirstPageIn bytes: [UInt8]) throws(PhotoError.Problem) {
        let isBigEndian = Self.isBigEndian(bytes)
        guard let place = bytes.number(at: 4, bytes: 4, isBigEndian: isBigEndian),
            let directory = try TIFFDirectory(at: place, of: .memory(bytes), isBigEndian: isBigEndian)
        else { throw .damaged("TIFF: a readable header expected") }
        self = directory
    }

    /// A file with this directory, which is that of its first page.
    func put(into bytes: [UInt8]) -> [UInt8] {
        guard hasOthers else { return bytes }
        // It is put at the end. Directories begin at even offsets.
        let padding = bytes.count % 2
        var file: [UInt8] = []
        file.reserveCapacity(bytes.count + 12 * entries.count + 8)
        file += bytes[..<4] + Self.bytes(bytes.count + padding, 4, isBigEndian: isBigEndian)
        file += bytes[8...]
        file += [UInt8](repeating: 0, count: padding)
        file += Self.bytes(of: entries, isBigEndian: isBigEndian)
        return file
    }

    /// How the pixels are coded; uncompressed by default.
    func compression() throws(PhotoError.Problem) -> Int { try number(tag: 259) ?? 1 }

    /// The places and sizes of the strips or tiles, as libtiff takes them; none if there are no places.
    /// - Throws: if they share so many bytes that a small file would take long: each is copied and decoded by itself.
    func strips() throws(PhotoError.Problem) -> [(offset: Int, size: Int)] {
        let offsets = try numbers(ofOneAmong: Array(Self.places.keys)) ?? []
        let sizes = try numbers(ofOneAmong: Array(Self.places.values))
        let strips = offsets.enumerated().map { index, offset in
            let size = sizes.map { index < $0.count ? $0[index] : 0 }
            // A strip ends with the file at the latest. libtiff takes a single one without a size to end there.
            let isOpen = size == nil || (size == 0 && index == 0 && offset > 0)
            let most = max(0, source.count - offset)
            return (offset: offset, size: isOpen ? most : min(size ?? 0, most))
        }
        let found = strips.reduce(0) { $0 + $1.size }
        // An uncompressed strip costs no more than a copy, and some programs give its size wrongly, which libtiff mends.
        let most = try compression() == 1 ? 160_000_000 + 8 * source.count : 16_000_000 + 2 * source.count
        guard found <= most else { throw .damaged("TIFF: at most \(most) bytes in all strips or tiles expected, found \(found)") }
        return strips
    }

    /// The numbers of the only entry with one of these tags: a page has strips or tiles (TIFF 6.0, section 15).
    private func numbers(ofOneAmong tags: [Int]) throws(PhotoError.Problem) -> [Int]? {
        let found = entries.map(\.tag).filter { tags.contains($0) }
        guard found.count <= 1 else { throw .damaged("TIFF: strips or tiles expected, found both") }
        guard let tag = found.first else { return nil }
        return try numbers(tag: tag)
    }

    /// The number of passes over a picture of this size that decoding takes: a strip or tile that is a JPEG (compression 7) has a
    /// size and scans of its own. Otherwise 1.
    func scans(width: Int, height: Int) throws(PhotoError.Problem) -> Int {
        let strips = try strips()
        guard try compression() == 7 else { return 1 }
        var passes = 0
        for (offset, size) in strips {
            guard let jpeg = try ImageHeader.segments(ofJPEG: try source.read(at: offset, count: size)).header else { continue }
            // The last strip may be higher than its rows of the picture. The decoder holds all of it in memory.
            let pixels = jpeg.width * jpeg.height
            guard pixels <= width * height + Self.mostPadding else {
                throw .damaged("TIFF: a strip of at most \(width)x\(height) pixels expected, found \(jpeg.width)x\(jpeg.height)")
            }
            passes += pixels * jpeg.scans
        }
        return max(1, (passes + width * height - 1) / (width * height))
    }

    /// The most pixels that the JPEG of a strip or tile may have beyond the picture's.
    private static let mostPadding = 1 << 21
}
