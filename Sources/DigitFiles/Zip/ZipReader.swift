import CZip

/// The members of a zip archive in memory.
package struct ZipReader {
    /// Limits for archives of models or arrays.
    package enum Limits {
        package static let entries = 1024
        static let nameBytes = 1024
    }

    struct Entry {
        let name: String
        let index: zip_uint64_t
        let size: Int
        /// How it is compressed; nil if that is not known.
        let method: Int32?
    }

    private let archive: ZipHandle
    /// The archive's name, for errors.
    let file: String
    private let entries: [Entry]
    /// The index of each name's first entry.
    private let places: [String: Int]
    /// The bytes of the archive.
    package let byteCount: Int

    /// The bytes at the start of a zip archive that has members.
    package static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// Opens an archive and checks its list of members. `name` is for error messages.
    /// - Parameter mostMembers: the most members that the caller accepts.
    package init(bytes: [UInt8], name: String, mostMembers: Int = Limits.entries) throws(FileError) {
        try self.init(ZipHandle(reading: bytes), name: name, byteCount: bytes.count, mostMembers: mostMembers)
    }

    /// Opens an archive of which only what is needed is read into memory.
    init(file path: String) throws(FileError) {
        let size = try fileStatus(path)?.size ?? 0
        try self.init(ZipHandle(readingFile: path), name: path, byteCount: size, mostMembers: Limits.entries)
    }

    private init(_ archive: ZipHandle?, name: String, byteCount: Int, mostMembers: Int) throws(FileError) {
        (file, self.byteCount) = (name, byteCount)
        guard let archive else {
            throw FileError(path: name, problem: "a zip archive expected, libzip cannot open it (damaged or cut short)")
        }
        self.archive = archive
        let count = archive.use { zip_get_num_entries($0, 0) }
        guard (0...zip_int64_t(mostMembers)).contains(count) else {
            throw FileError(path: name, problem: "at most \(mostMembers) zip members expected, found \(count)")
        }
        var entries: [Entry] = []
        for index in 0..<zip_uint64_t(count) { entries.append(try Self.entry(at: index, of: archive, file: name)) }
        self.entries = entries
        places = Dictionary(entries.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    private static func entry(at index: zip_uint64_t, of archive: ZipHandle, file: String) throws(FileError) -> Entry {
        var status = zip_stat_t()
        guard archive.use({ zip_stat_index($0, index, 0, &status) }) == 0, let pointer = status.name,
            let size = Int(exactly: status.size)
        else { throw FileError(path: file, problem: "zip member \(index) is damaged") }
        // Python on Windows has been observed to write backslashes.
        let name = String(String(cString: pointer).map { $0 == "\\" ? "/" : $0 })
        guard name.utf8.count <= Limits.nameBytes, !name.hasPrefix("/"), !name.split(separator: "/").contains(".."),
            !name.contains(":")
        else { throw FileError(path: file, problem: "zip member \(name.prefix(80)): a plain relative name expected") }
        let isMethodKnown = status.valid & zip_uint64_t(ZIP_STAT_COMP_METHOD) != 0
        return Entry(name: name, index: index, size: size, method: isMethodKnown ? Int32(status.comp_method) : nil)
    }

    /// The names of the members.
    package var names: [String] { entries.map(\.name) }

    /// Reads the bytes of a member; nil if there is none of that name.
    /// - Parameter limit: the most bytes that the caller accepts; in proportion to the archive if not given.
    package func member(_ name: String, limit: Int? = nil) throws(FileError) -> [UInt8]? {
        guard let member = try stream(name) else { return nil }
        let limit = limit ?? unpackedLimit(ofPacked: byteCount)
        guard member.size <= limit else {
            throw FileError(path: file, problem: "zip member \(name): at most \(limit) bytes expected, found \(member.size)")
        }
        let bytes = try member.next(member.size)
        _ = try member.next(1)  // Reaches the end, where the checksum is compared.
        return bytes
    }

    /// Opens a member to be read piece by piece; nil if there is none of that name.
    package func stream(_ name: String) throws(FileError) -> ZipMember? {
        guard let place = places[name] else { return nil }
        return try ZipMember(entries[place], of: archive, file: file)
    }
}

/// A member of an archive, read from front to back.
package final class ZipMember {
    /// The size of the member in bytes, according to the archive.
    package let size: Int
    private let archive: ZipHandle
    private let stream: OpaquePointer
    private let failure: FileError
    private var rest: Int

    /// The methods that programs write, and a hostile file cannot make slow: bzip2 and LZMA take ten times as long for each byte.
    private static let methods = [ZIP_CM_STORE, ZIP_CM_DEFLATE]
    /// The names of others (APPNOTE.TXT by PKWARE, 4.4.5), for messages.
    private static let otherMethods: [Int32: String] = [9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "zstd", 95: "xz"]

    fileprivate init(_ entry: ZipReader.Entry, of archive: ZipHandle, file: String) throws(FileError) {
        guard let method = entry.method, Self.methods.contains(method) else {
            let found = entry.method.map { Self.otherMethods[$0] ?? "compression method \($0)" } ?? "an unknown method"
            throw FileError(path: file, problem: "zip member \(entry.name): stored or deflated data expected, found \(found)")
        }
        failure = FileError(path: file, problem: "zip member \(entry.name) is damaged or encrypted")
        guard let stream = archive.use({ zip_fopen_index($0, entry.index, 0) }) else { throw failure }
        (self.archive, self.stream, size, rest) = (archive, stream, entry.size, entry.size)
    }

    deinit { zip_fclose(stream) }

    /// Reads the next `count` bytes, or fewer at the end.
    package func next(_ count: Int) throws(FileError) -> [UInt8] {
        let wanted = min(count, rest)
        var isRead = true
        let bytes = [UInt8](unsafeUninitializedCapacity: max(wanted, 1)) { buffer, filled in
            while isRead, filled < wanted {
                let step = zip_fread(stream, buffer.baseAddress.map { $0 + filled }, zip_uint64_t(wanted - filled))
                isRead = step > 0
                if isRead { filled += Int(step) }
            }
        }
        // libzip compares the checksum when it reaches the end.
        var extra: UInt8 = 0
        rest -= wanted
        guard isRead, rest > 0 || zip_fread(stream, &extra, 1) == 0 else { throw failure }
        return bytes
    }
}

/// A libzip archive over memory or a file, closed without changes when the last reference goes away.
private final class ZipHandle {
    private let archive: OpaquePointer
    /// Nil for an archive over a file.
    private let memory: UnsafeMutableRawBufferPointer?

    init?(readingFile path: String) {
        guard let archive = zip_open(path, ZIP_RDONLY, nil) else { return nil }
        (self.archive, memory) = (archive, nil)
    }

    init?(reading bytes: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        memory.copyBytes(from: bytes)
        var error = zip_error_t()
        let source = zip_source_buffer_create(memory.baseAddress, zip_uint64_t(bytes.count), 0, &error)
        guard let source, let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            zip_source_free(source)
            memory.deallocate()
            return nil
        }
        (self.archive, self.memory) = (archive, memory)
    }

    deinit {
        zip_discard(archive)
        memory?.deallocate()
    }

    func use<Result>(_ body: (OpaquePointer) -> Result) -> Result { withExtendedLifetime(self) { body(archive) } }
}
