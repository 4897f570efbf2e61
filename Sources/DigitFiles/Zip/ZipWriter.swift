import CZip

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Makes a zip archive in memory, its members stored uncompressed, as Keras does.
package enum ZipWriter {
    /// One file of an archive.
    package struct Member: Sendable {
        let name: String
        let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The bytes of an archive with the given members. `name` is for error messages.
    package static func archive(_ members: [Member], name: String) throws(FileError) -> [UInt8] {
        guard let bytes = archive(members) else { throw FileError(path: name, problem: "libzip cannot create the archive") }
        return bytes
    }

    private static func archive(_ members: [Member]) -> [UInt8]? {
        var error = zip_error_t()
        guard let output = zip_source_buffer_create(nil, 0, 0, &error) else { return nil }
        defer { zip_source_free(output) }
        // One reference for the archive, which releases it when it is closed, and one for reading the result.
        zip_source_keep(output)
        guard let archive = zip_open_from_source(output, ZIP_TRUNCATE, &error) else {
            zip_source_free(output)
            return nil
        }
        for member in members {
            guard add(member, to: archive) else {
                zip_discard(archive)
                return nil
            }
        }
        guard zip_close(archive) == 0 else {
            zip_discard(archive)
            return nil
        }
        return contents(of: output)
    }

    private static func add(_ member: Member, to archive: OpaquePointer) -> Bool {
        // libzip frees this copy with the source.
        guard let copy = malloc(max(member.bytes.count, 1)) else { return false }
        member.bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: copy, count: $0.count).copyMemory(from: $0) }
        guard let source = zip_source_buffer(archive, copy, zip_uint64_t(member.bytes.count), 1) else {
            free(copy)
            return false
        }
        let index = zip_file_add(archive, member.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            return false
        }
        // The first day that zip can represent, so that equal models make equal files.
        let firstOfJanuary1980: time_t = 315_532_800
        return zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_STORE, 0) == 0
            && zip_file_set_mtime(archive, zip_uint64_t(index), firstOfJanuary1980 + 86_400, 0) == 0
    }

    private static func contents(of source: OpaquePointer) -> [UInt8]? {
        var status = zip_stat_t()
        guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else { return nil }
        defer { zip_source_close(source) }
        var bytes = [UInt8](repeating: 0, count: Int(status.size))
        let count = bytes.withUnsafeMutableBytes { zip_source_read(source, $0.baseAddress, zip_uint64_t($0.count)) }
        return count == zip_int64_t(bytes.count) ? bytes : nil
    }
}
