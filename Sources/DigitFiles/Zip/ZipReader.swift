import CZip
import DigitJSON

/// The members of a zip archive that is read from memory.
package struct ZipReader {
    /// What is too much for an archive of models or arrays.
    private enum Limits {
        static let entries: zip_int64_t = 1024
        static let memberBytes = 1 << 31
        /// How many times its stored bytes a member may be. Keras and NumPy store members as they are; deflate makes at most 1032.
        static let expansion: UInt64 = 1100
        static let nameBytes = 1024
    }

    private struct Entry {
        let name: String
        let index: zip_uint64_t
        let size: Int
    }

    private let archive: ZipHandle
    private let file: String
    private let entries: [Entry]

    /// The bytes at the start of a zip archive that has members.
    package static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// Opens an archive and checks its list of members. `name` is for error messages.
    package init(bytes: [UInt8], name: String) throws(FileError) {
        file = name
        guard let archive = ZipHandle(reading: bytes) else {
            throw FileError(path: name, problem: "a zip archive expected, libzip cannot open it (damaged or cut short)")
        }
        self.archive = archive
        let count = archive.use { zip_get_num_entries($0, 0) }
        guard (0...Limits.entries).contains(count) else {
            throw FileError(path: name, problem: "at most \(Limits.entries) zip members expected, found \(count)")
        }
        var entries: [Entry] = []
        for index in 0..<zip_uint64_t(count) { entries.append(try Self.entry(at: index, of: archive, file: name)) }
        self.entries = entries
    }

    private static func entry(at index: zip_uint64_t, of archive: ZipHandle, file: String) throws(FileError) -> Entry {
        var status = zip_stat_t()
        guard archive.use({ zip_stat_index($0, index, 0, &status) }) == 0, let pointer = status.name else {
            throw FileError(path: file, problem: "zip member \(index) is damaged")
        }
        // Python on Windows has been seen to write backslashes.
        let name = String(cString: pointer).map { $0 == "\\" ? "/" : $0 }.map(String.init).joined()
        guard name.utf8.count <= Limits.nameBytes, !name.hasPrefix("/"), !name.split(separator: "/").contains(".."),
            !name.contains(":")
        else { throw FileError(path: file, problem: "zip member \(name): a plain relative name expected") }
        guard status.size <= UInt64(Limits.memberBytes),
            status.size <= 1 << 20 || status.size / Limits.expansion <= status.comp_size
        else {
            throw FileError(
                path: file,
                problem: "zip member \(name): \(status.size) bytes are out of proportion to the \(status.comp_size) stored")
        }
        return Entry(name: name, index: index, size: Int(status.size))
    }

    /// The names of the members.
    package var names: [String] { entries.map(\.name) }

    /// The bytes of a member, nil if there is none of that name.
    package func member(_ name: String) throws(FileError) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.name == name }) else { return nil }
        guard let bytes = archive.use({ Self.read(entry, of: $0) }) else {
            throw FileError(path: file, problem: "zip member \(name) is damaged, encrypted or packed by an unknown method")
        }
        return bytes
    }

    private static func read(_ entry: Entry, of archive: OpaquePointer) -> [UInt8]? {
        guard let member = zip_fopen_index(archive, entry.index, 0) else { return nil }
        defer { zip_fclose(member) }
        var bytes = [UInt8](repeating: 0, count: entry.size)
        var filled = 0
        while filled < entry.size {
            let count = bytes.withUnsafeMutableBytes { buffer in
                zip_fread(member, buffer.baseAddress.map { $0 + filled }, zip_uint64_t(entry.size - filled))
            }
            guard count > 0 else { return nil }
            filled += Int(count)
        }
        // libzip compares the checksum when it comes to the end.
        var extra: UInt8 = 0
        return zip_fread(member, &extra, 1) == 0 ? bytes : nil
    }
}

/// An archive of libzip over memory, closed without changes when the last reference goes away.
private final class ZipHandle {
    private let archive: OpaquePointer
    private let memory: UnsafeMutableRawBufferPointer

    init?(reading bytes: [UInt8]) {
        memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        memory.copyBytes(from: bytes)
        var error = zip_error_t()
        let source = zip_source_buffer_create(memory.baseAddress, zip_uint64_t(bytes.count), 0, &error)
        guard let source, let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
            zip_source_free(source)
            memory.deallocate()
            return nil
        }
        self.archive = archive
    }

    deinit {
        zip_discard(archive)
        memory.deallocate()
    }

    func use<Result>(_ body: (OpaquePointer) -> Result) -> Result { withExtendedLifetime(self) { body(archive) } }
}
