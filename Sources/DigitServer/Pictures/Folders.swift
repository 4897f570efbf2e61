#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Whether there is such a file.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Removes a file if there is one.
func removeFile(_ path: String) { _ = unlink(path) }

/// The number of files in a folder; 0 if there is no folder.
func fileCount(in path: String) -> Int {
    guard let folder = opendir(path) else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) {
        // Names that begin with a dot are not counted: the folder itself, its parent, and unfinished files.
        if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
    }
    return count
}
