#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

import Synchronization

/// The files of a folder, or of a zip archive, under their paths within it.
package struct FileTree: Sendable {
    /// Its name in messages.
    package let name: String
    /// The archive; nil for a folder.
    private let archive: ArchiveFiles?
    /// The path within the archive, empty for its top.
    private let prefix: String

    private init(name: String, archive: ArchiveFiles?, prefix: String) {
        (self.name, self.archive, self.prefix) = (name, archive, prefix)
    }

    /// Whether it is an archive, or a folder in one.
    package var isArchive: Bool { archive != nil }

    /// The size of the archive in bytes; nil for a folder.
    package var archiveSize: Int? { archive?.size }

    /// The folder at `path`; an empty path is the current one.
    package init(folder path: String) { self.init(name: path, archive: nil, prefix: "") }

    /// The members of a zip archive.
    /// - Throws: `FileError` if the bytes are not a zip archive.
    package init(archive bytes: [UInt8], name: String) throws(FileError) {
        self.init(name: name, archive: try ArchiveFiles(bytes, name: name), prefix: "")
    }

    /// The name of a file or folder in messages.
    package func name(of path: String) -> String {
        path.isEmpty ? name : name.isEmpty ? path : name.hasSuffix("/") ? name + path : "\(name)/\(path)"
    }

    /// A folder in it.
    package func below(_ path: String) -> FileTree {
        path.isEmpty ? self : FileTree(name: name(of: path), archive: archive, prefix: inArchive(path))
    }

    /// The names of a folder's entries, sorted by their bytes, without hidden ones.
    package func entries(_ path: String = "") throws(FileError) -> [String] {
        guard let archive else { return try folderEntries(name(of: path)).filter { !$0.hasPrefix(".") } }
        guard let names = archive.folders[inArchive(path)] else {
            throw FileError(path: name(of: path), problem: "No such folder")
        }
        return names
    }

    /// The names of the folders in a folder.
    package func folders(_ path: String = "") throws(FileError) -> [String] {
        var folders: [String] = []
        for name in try entries(path) where try kind(path.isEmpty ? name : "\(path)/\(name)") == .folder { folders.append(name) }
        return folders
    }

    /// The kind of entry at `path`; nil if there is none.
    package func kind(_ path: String) throws(FileError) -> PathKind? {
        guard let archive else { return try pathKind(name(of: path)) }
        let path = inArchive(path)
        return archive.folders[path] != nil ? .folder : archive.files.contains(path) ? .file : nil
    }

    /// Reads the contents of a file.
    /// - Throws: `FileError` if it is missing, damaged or larger than `limit`, or an archive decompresses to too much.
    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard let archive else { return try readFile(name(of: path), limit: limit) }
        return try archive.read(inArchive(path), limit: limit, name: name(of: path))
    }

    /// Reads the first `count` bytes of a file, or all if it has fewer.
    package func start(of path: String, count: Int) throws(FileError) -> [UInt8] {
        guard let archive else { return try readStart(of: name(of: path), count: count) }
        return try archive.start(of: inArchive(path), count: count, name: name(of: path))
    }

    /// The path of a file or folder without links; nil in an archive, or if there is nothing.
    package func realPath(_ path: String) -> String? {
        guard archive == nil, let resolved = realpath(name(of: path), nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The path that a link leads to, without links; nil for anything but a link.
    package func target(ofLink path: String) -> String? {
        var first: CChar = 0
        guard archive == nil, readlink(name(of: path), &first, 1) >= 0 else { return nil }
        return realPath(path)
    }

    private func inArchive(_ path: String) -> String { prefix.isEmpty || path.isEmpty ? prefix + path : "\(prefix)/\(path)" }
}

/// The members of an archive as files in folders.
private final class ArchiveFiles: Sendable {
    /// The most members: MNIST has 70,000 pictures.
    private static let mostMembers = 1 << 18
    /// The most names in a path: five folders in each other, a half, a class and a picture are the deepest data that are found.
    private static let mostLevels = 8
    /// The most folders, and one more for each `membersPerFolder` members: a folder takes much more memory than its name.
    private static let (mostFolders, membersPerFolder) = (4096, 8)

    private struct State {
        let reader: ZipReader
        /// The number of bytes that may still be decompressed: members may overlap, and so be more than the archive could hold.
        var left: Int
    }

    /// The names in each folder, sorted; the top has no name.
    let folders: [String: [String]]
    let files: Set<String>
    /// The size of the archive in bytes.
    let size: Int
    private let state: Mutex<State>

    init(_ bytes: [UInt8], name: String) throws(FileError) {
        let reader = try ZipReader(bytes: bytes, name: name, mostMembers: Self.mostMembers)
        let names = reader.names
        let mostFolders = Self.mostFolders + names.count / Self.membersPerFolder
        var folders: [String: Set<String>] = ["": []]
        var files = Set<String>()
        // The files that macOS adds to archives are not data.
        for member in names where !member.hasPrefix("__MACOSX/") {
            let parts = member.split(separator: "/").map(String.init)
            guard !parts.isEmpty, parts.count <= Self.mostLevels, !parts.contains(where: { $0.hasPrefix(".") }) else { continue }
            var folder = ""
            for (index, part) in parts.enumerated() {
                folders[folder, default: []].insert(part)
                folder += folder.isEmpty ? part : "/\(part)"
                if index < parts.count - 1 || member.hasSuffix("/") { folders[folder, default: []].formUnion([]) }
            }
            if !member.hasSuffix("/") { files.insert(folder) }
            guard folders.count <= mostFolders else {
                throw FileError(
                    path: name, problem: "at most \(mostFolders) folders expected among \(names.count) zip members, found more")
            }
        }
        self.folders = folders.mapValues { $0.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        self.files = files
        size = bytes.count
        state = Mutex(State(reader: reader, left: unpackedLimit(ofPacked: bytes.count)))
    }

    func read(_ path: String, limit: Int, name: String) throws(FileError) -> [UInt8] {
        try state.withLock { state throws(FileError) in
            guard let bytes = try state.reader.member(path, limit: min(limit, state.left)) else {
                throw FileError(path: name, problem: "No such file")
            }
            state.left -= bytes.count
            return bytes
        }
    }

    func start(of path: String, count: Int, name: String) throws(FileError) -> [UInt8] {
        try state.withLock { state throws(FileError) in
            guard let member = try state.reader.stream(path) else { throw FileError(path: name, problem: "No such file") }
            return try member.next(count)
        }
    }
}
