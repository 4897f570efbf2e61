/// Copies a page of a TIFF file with all that decoding needs of it.
struct TIFFPageWriter {
    private let source: ByteSource
    private let isBigEndian: Bool
    private var file: [UInt8]

    init(_ source: ByteSource, isBigEndian: Bool) {
        (self.source, self.isBigEndian) = (source, isBigEndian)
        file = Array((isBigEndian ? "MM\0*" : "II*\0").utf8) + [0, 0, 0, 0]
    }

    /// A file with only this page; nil for a page whose pixels are stored in an unsupported way.
    consuming func file(_ directory: TIFFDirectory) throws(PhotoError.Problem) -> [UInt8]? {
        var writer = consume self
        var entries = directory.entries
        guard directory[TIFFDirectory.jpeg] == nil,
            let places = entries.firstIndex(where: { entry in
                TIFFDirectory.places[entry.tag].map { directory[$0] != nil } ?? false
            }),
            let offsets = try directory.numbers(tag: entries[places].tag),
            let sizes = try directory.numbers(tag: TIFFDirectory.places[entries[places].tag]!),
            offsets.count == sizes.count, try writer.copyStrips(&entries[places], offsets, sizes)
        else { return nil }
        for index in entries.indices where index != places && entries[index].size > 4 {
            guard let value = try directory.value(entries[index]), writer.store(value, of: &entries[index]) else { return nil }
        }
        return writer.finished(entries)
    }

    private mutating func copyStrips(
        _ entry: inout TIFFDirectory.Entry, _ offsets: [Int], _ sizes: [Int]
    ) throws(PhotoError.Problem) -> Bool {
        // Strips that share bytes could turn a small file into a large one.
        guard sizes.reduce(0, +) <= source.count else { return false }
        var places: [UInt8] = []
        for (offset, size) in zip(offsets, sizes) {
            places += TIFFDirectory.bytes(file.count, 4, isBigEndian: isBigEndian)
            let strip = try source.read(at: offset, count: size)
            guard strip.count == size else {
                throw .truncated("TIFF: \(size) bytes of pixels expected at byte \(offset), the file ends at \(source.count)")
            }
            file += strip
        }
        entry.type = 4
        return store(places, of: &entry)
    }

    /// Writes a value to the file, and its offset to the entry, which holds a value of at most 4 bytes itself.
    private mutating func store(_ value: [UInt8], of entry: inout TIFFDirectory.Entry) -> Bool {
        entry.field = value
        guard value.count > 4 else { return true }
        if !file.count.isMultiple(of: 2) { file.append(0) }
        entry.field = TIFFDirectory.bytes(file.count, 4, isBigEndian: isBigEndian)
        file += value
        return file.count < 1 << 31
    }

    private mutating func finished(_ entries: [TIFFDirectory.Entry]) -> [UInt8] {
        if !file.count.isMultiple(of: 2) { file.append(0) }
        file.replaceSubrange(4..<8, with: TIFFDirectory.bytes(file.count, 4, isBigEndian: isBigEndian))
        return file + TIFFDirectory.bytes(of: entries, isBigEndian: isBigEndian)
    }
}
