#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The kind of entry that a path leads to.
package enum PathKind: Sendable {
    case file, folder, other
}

/// The kind of entry at `path`, after following links; nil if there is none.
/// - Throws: `FileError` if that cannot be determined.
package func pathKind(_ path: String) throws(FileError) -> PathKind? {
    switch try fileStatus(path)?.kind {
    case .regular: .file
    case .directory: .folder
    case .other: .other
    case nil: nil
    }
}

/// The names in the folder at `path`, sorted by their bytes, without `.` and `..`.
/// - Throws: `FileError` if it is not a folder or cannot be read.
package func folderEntries(_ path: String) throws(FileError) -> [String] {
    guard let stream = opendir(path) else { throw FileError(path: path, code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(stream) else {
            if errno != 0 { throw FileError(path: path, code: errno) }
            break
        }
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
