#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The files in a folder and in the folders below it.
package struct FilesBelow {
    /// Their paths, sorted by their bytes in each folder.
    package private(set) var files: [String] = []
    /// Folders below that could not be read.
    package private(set) var errors: [FileError] = []
    private var visited = Set<String>()

    /// Lists the files with accepted names; hidden files and folders are left out.
    ///
    /// Links are followed, but a folder that is reached twice is visited once, so that a cycle of links ends.
    /// - Throws: `FileError` if `path` itself is not a folder or cannot be read.
    package init(_ path: String, where isWanted: (String) -> Bool) throws(FileError) {
        try visit(path, isWanted)
    }

    private mutating func visit(_ path: String, _ isWanted: (String) -> Bool) throws(FileError) {
        guard let resolved = realpath(path, nil) else { throw FileError(path: path, code: errno) }
        defer { free(resolved) }
        guard visited.insert(String(cString: resolved)).inserted else { return }
        for name in try folderEntries(path) where !name.hasPrefix(".") {
            let below = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            do throws(FileError) {
                switch try pathKind(below) {
                case .folder: try visit(below, isWanted)
                case .file where isWanted(name): files.append(below)
                default: break
                }
            } catch { errors.append(error) }
        }
    }
}
