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

    /// The most pages of a file of so many bytes: pages with pixels take a kilobyte, a directory without any can take 18 bytes.
    static func mostPages(inBytes count: Int) -> Int { 4096 + count / 1000 }
    /// The most bytes that are copied for all pages together that refer to more than is understood.
    private static let mostCopied = 1 << 31

    /// Follows the chain of image file directories (TIFF 6.0, section 2), as far as it is valid.
    /// - Parameter source: a file that begins as TIFF files do.
    init(_ source: ByteSource) throws(PhotoError.Problem) {
        self.source = source
        let head = try source.read(at: 0, count: 8)
        isBigEndian = TIFFDirectory.isBigEndian(head)
        var (seen, order, size): (Set<Int>, [Int], Int) = ([], [], 0)
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
            // Directories that share bytes would make a small file long.
            size += end + 4 - next
            guard size <= source.count else {
                damage = .damaged("TIFF: directories of at most \(source.count) bytes expected, found more")
                break
            }
            guard order.count < Self.mostPages(inBytes: source.count) else {
                damage = .unsupported(
                    "TIFF: at most \(order.count) pages expected in \(source.count) bytes, found more, which are not read"
                )
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
        guard index < directories.count,
            let directory = try TIFFDirectory(at: directories[index], of: source, isBigEndian: isBigEndian)
        else { return try source.all() }
        try TIFFFaxCheck(directory)?.check(source)
        guard directories.count > 1 else { return try source.all() }
        guard directory.entries.contains(where: { TIFFDirectory.places[$0.tag] != nil || $0.tag == TIFFDirectory.jpeg }) else {
            throw .damaged("TIFF: the places of pixels expected, found a page without them")
        }
        if let file = try TIFFPageWriter(source, isBigEndian: isBigEndian).file(directory) { return file }
        // A page that refers to more than is understood: the whole file, beginning with that page.
        guard directories.count <= Self.mostCopied / source.count else {
            throw .unsupported("TIFF: the places and sizes of pixels expected in a file of many pages, found a page without")
        }
        var bytes = try source.all()
        bytes.replaceSubrange(4..<8, with: TIFFDirectory.bytes(directories[index], 4, isBigEndian: isBigEndian))
        return bytes
    }
}
