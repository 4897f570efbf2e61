/// The pages of a TIFF file, each available as a file of its own, so that at most one page is held in memory.
struct TIFFPages: Sendable {
    private let source: ByteSource
    private let isBigEndian: Bool
    /// The offsets of the pages' directories.
    private let directories: [Int]
    /// Why the page after the last of `directories` cannot be found; nil if the chain of pages ends as it should.
    private let damage: PhotoError.Problem?

    /// The number of pages, at least 1. A broken chain counts as one more page, whose file is an error.
    var count: Int { max(1, directories.count + (damage == nil ? 0 : 1)) }

    /// Follows the chain of image file directories (TIFF 6.0, section 2), as far as it is valid.
    /// - Parameter source: a file that begins as TIFF files do.
    init(_ source: ByteSource) throws(PhotoError.Problem) {
        self.source = source
        let head = try source.read(at: 0, count: 8)
        isBigEndian = head.has("MM", at: 0)
        var (seen, order): (Set<Int>, [Int]) = ([], [])
        var next = head.number(at: 4, bytes: 4, isBigEndian: isBigEndian) ?? 0
        var damage: PhotoError.Problem?
        while next != 0 {
            guard seen.insert(next).inserted else {
                damage = .damaged("TIFF: the next page expected, found the one at byte \(next) once more")
                break
            }
            let entries = try source.read(at: next, count: 2).number(at: 0, bytes: 2, isBigEndian: isBigEndian)
            // A directory's entries have 12 bytes each; the offset of the next one follows, 0 for none.
            let end = next + 2 + 12 * (entries ?? 0)
            guard entries != nil, end <= source.count else {
                damage = .truncated("TIFF: a page expected at byte \(next), the file ends at \(source.count)")
                break
            }
            order.append(next)
            guard let following = try source.read(at: end, count: 4).number(at: 0, bytes: 4, isBigEndian: isBigEndian) else {
                damage = .truncated("TIFF: the place of the next page expected at byte \(end), the file ends at \(source.count)")
                break
            }
            next = following
        }
        (directories, self.damage) = (order, damage)
    }

    /// A page as a TIFF file without other pages.
    func file(ofPage index: Int) throws(PhotoError.Problem) -> [UInt8] {
        if let damage, index == directories.count { throw damage }
        if index < directories.count {
            try TIFFPageWriter(source, isBigEndian: isBigEndian).checkFax(directory: directories[index])
        }
        guard directories.count > 1 else { return try source.all() }
        if let file = try TIFFPageWriter(source, isBigEndian: isBigEndian).file(directory: directories[index]) { return file }
        // A page that refers to more than is understood: the whole file, beginning with that page.
        var bytes = try source.all()
        let place = TIFFPageWriter.bytes(directories[index], 4, isBigEndian: isBigEndian)
        bytes.replaceSubrange(4..<8, with: place)
        return bytes
    }
}

/// Copies a page of a TIFF file with all that it refers to.
private struct TIFFPageWriter {
    private struct Entry {
        var tag, type, count: Int
        /// The value, or its offset if it has more than 4 bytes.
        var field: [UInt8]
    }

    /// The size in bytes of a value of each type, 1 to 12.
    private static let typeSizes = [1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
    /// The offsets of the strips or tiles, and the size of each in bytes.
    private static let places = [273: 279, 324: 325]
    /// Subdirectories: other sizes of the page, and camera data.
    private static let branches: Set<Int> = [330, 34665, 34853, 40965]

    private let source: ByteSource
    private let isBigEndian: Bool
    private var file: [UInt8]

    init(_ source: ByteSource, isBigEndian: Bool) {
        (self.source, self.isBigEndian) = (source, isBigEndian)
        file = Array((isBigEndian ? "MM\0*" : "II*\0").utf8) + [0, 0, 0, 0]
    }

    /// Nil for a page whose pixels are stored in an unsupported way.
    consuming func file(directory: Int) throws(PhotoError.Problem) -> [UInt8]? {
        var writer = consume self
        guard var entries = try writer.entries(of: directory) else { return nil }
        let tags = Set(entries.map(\.tag))
        guard let places = entries.firstIndex(where: { Self.places[$0.tag] != nil && tags.contains(Self.places[$0.tag]!) }),
            let counts = entries.firstIndex(where: { $0.tag == Self.places[entries[places].tag] }), !tags.contains(513),
            let offsets = try writer.numbers(entries[places]), let sizes = try writer.numbers(entries[counts]),
            offsets.count == sizes.count, try writer.copyStrips(&entries[places], offsets, sizes)
        else { return nil }
        for index in entries.indices where index != places {
            guard try writer.copyValue(&entries[index]) else { return nil }
        }
        return writer.finished(entries)
    }

    /// - Throws: if the page is a fax of which rows are damaged or missing.
    func checkFax(directory: Int) throws(PhotoError.Problem) {
        guard let entries = try entries(of: directory) else { return }
        func values(_ tag: Int) throws(PhotoError.Problem) -> [Int]? {
            guard let entry = entries.first(where: { $0.tag == tag }) else { return nil }
            return try numbers(entry)
        }
        guard try values(259) == [4], let width = try values(256)?.first, let height = try values(257)?.first,
            let offsets = try values(273), let sizes = try values(279), offsets.count == sizes.count,
            (1...1 << 20).contains(width), (1...1 << 20).contains(height), sizes.reduce(0, +) <= source.count
        else { return }
        let check = TIFFFaxCheck(
            width: width, height: height, rowsPerStrip: min(height, max(1, try values(278)?.first ?? height)),
            isReversed: try values(266)?.first == 2)
        for (index, (offset, size)) in zip(offsets, sizes).enumerated() {
            try check.check(strip: try source.read(at: offset, count: size), index: index)
        }
    }

    private func entries(of directory: Int) throws(PhotoError.Problem) -> [Entry]? {
        guard let count = number(try source.read(at: directory, count: 2), 0, 2) else { return nil }
        let bytes = try source.read(at: directory + 2, count: 12 * count)
        guard bytes.count == 12 * count else { return nil }
        var entries: [Entry] = []
        for place in stride(from: 0, to: bytes.count, by: 12) {
            let (tag, type, values) = (number(bytes, place, 2)!, number(bytes, place + 2, 2)!, number(bytes, place + 4, 4)!)
            // A reader must skip types that it does not know.
            guard (1...12).contains(type), !Self.branches.contains(tag) else { continue }
            entries.append(Entry(tag: tag, type: type, count: values, field: Array(bytes[place + 8..<place + 12])))
        }
        return entries
    }

    private func number(_ bytes: [UInt8], _ place: Int, _ size: Int) -> Int? {
        bytes.number(at: place, bytes: size, isBigEndian: isBigEndian)
    }

    private func value(_ entry: Entry) throws(PhotoError.Problem) -> [UInt8]? {
        let size = Self.typeSizes[entry.type - 1] * entry.count
        if size <= 4 { return Array(entry.field.prefix(size)) }
        guard size <= source.count, let place = number(entry.field, 0, 4) else { return nil }
        let bytes = try source.read(at: place, count: size)
        return bytes.count == size ? bytes : nil
    }

    private func numbers(_ entry: Entry) throws(PhotoError.Problem) -> [Int]? {
        guard entry.type == 3 || entry.type == 4, let bytes = try value(entry) else { return nil }
        let size = Self.typeSizes[entry.type - 1]
        return (0..<entry.count).compactMap { number(bytes, $0 * size, size) }
    }

    private mutating func copyStrips(_ entry: inout Entry, _ offsets: [Int], _ sizes: [Int]) throws(PhotoError.Problem) -> Bool {
        // Strips that share bytes could turn a small file into a large one.
        guard sizes.reduce(0, +) <= source.count else { return false }
        var places: [UInt8] = []
        for (offset, size) in zip(offsets, sizes) {
            places += Self.bytes(file.count, 4, isBigEndian: isBigEndian)
            let strip = try source.read(at: offset, count: size)
            guard strip.count == size else {
                throw .truncated("TIFF: \(size) bytes of pixels expected at byte \(offset), the file ends at \(source.count)")
            }
            file += strip
        }
        entry.type = 4
        entry.field = places
        return store(&entry)
    }

    private mutating func copyValue(_ entry: inout Entry) throws(PhotoError.Problem) -> Bool {
        guard Self.typeSizes[entry.type - 1] * entry.count > 4 else { return true }
        guard let bytes = try value(entry) else { return false }
        entry.field = bytes
        return store(&entry)
    }

    /// Writes a value of more than 4 bytes to the file, and its offset to the entry.
    private mutating func store(_ entry: inout Entry) -> Bool {
        guard entry.field.count > 4 else { return true }
        if !file.count.isMultiple(of: 2) { file.append(0) }
        let place = file.count
        file += entry.field
        entry.field = Self.bytes(place, 4, isBigEndian: isBigEndian)
        return file.count < 1 << 31
    }

    private mutating func finished(_ entries: [Entry]) -> [UInt8] {
        if !file.count.isMultiple(of: 2) { file.append(0) }
        file.replaceSubrange(4..<8, with: Self.bytes(file.count, 4, isBigEndian: isBigEndian))
        file += Self.bytes(entries.count, 2, isBigEndian: isBigEndian)
        for entry in entries {
            file += Self.bytes(entry.tag, 2, isBigEndian: isBigEndian) + Self.bytes(entry.type, 2, isBigEndian: isBigEndian)
            file += Self.bytes(entry.count, 4, isBigEndian: isBigEndian) + entry.field
        }
        return file + [0, 0, 0, 0]
    }

    static func bytes(_ value: Int, _ count: Int, isBigEndian: Bool) -> [UInt8] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }
}
