import DigitFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The folder that a run writes to. A run never overwrites an earlier one.
public struct RunFolder: Sendable {
    /// The folder, as it was named.
    public let path: String
    /// The folders that were created for this run, outermost first.
    private let madeFolders: [String]

    /// Creates the first of `runs/train`, `runs/train2`, `runs/train3`, … that is free.
    /// - Throws: `FileError` if it cannot be created.
    package static func next(in parent: String = "runs", name: String = "train") throws(FileError) -> RunFolder {
        var made = try makeFolders(parent)
        var number = 1
        while true {
            let path = "\(parent)/\(name)\(number == 1 ? "" : String(number))"
            if mkdir(path, 0o777) == 0 {
                made.append(path)
                return RunFolder(path: path, madeFolders: made)
            }
            let code = errno
            if code != EEXIST {
                removeEmpty(made)
                throw FileError(path: path, code: code)
            }
            number += 1
        }
    }

    /// Takes the folder at `path`, creating it and its missing parents.
    /// - Parameter names: the files that the run is going to write.
    /// - Throws: `FileError` if it cannot be created or written to, or contains one of these files already.
    package static func at(_ path: String, for names: [String]) throws(FileError) -> RunFolder {
        let made = try makeFolders(path)
        let folder = RunFolder(path: path, madeFolders: made)
        do throws(FileError) {
            guard access("\(path)/.", W_OK | X_OK) == 0 else { throw FileError(path: path, code: errno) }
            for name in names where access(folder.file(name), F_OK) == 0 {
                throw FileError(
                    path: folder.file(name), problem: "already exists, and a run is never overwritten; choose another --output")
            }
        } catch {
            removeEmpty(made)
            throw error
        }
        return folder
    }

    /// The folder of an earlier run.
    /// - Throws: `FileError` if there is no such folder.
    package static func existing(_ path: String) throws(FileError) -> RunFolder {
        guard access("\(path)/.", F_OK) == 0 else { throw FileError(path: path, code: errno) }
        return RunFolder(path: path, madeFolders: [])
    }

    /// Whether there is a file of a name in the folder.
    package func has(_ name: String) -> Bool { access(file(name), F_OK) == 0 }

    /// Creates a folder in the folder, if it does not exist.
    /// - Returns: its path.
    package func makeFolder(_ name: String) throws(FileError) -> String {
        _ = try makeFolders(file(name))
        return file(name)
    }

    /// Removes a file of the folder, if it exists.
    package func remove(_ name: String) { _ = unlink(file(name)) }

    /// Removes a folder of the folder with the files in it, two levels deep.
    package func removeFolder(_ name: String) {
        for part in (try? folderEntries(file(name))) ?? [] {
            for entry in (try? folderEntries(file("\(name)/\(part)"))) ?? [] { remove("\(name)/\(part)/\(entry)") }
            _ = rmdir(file("\(name)/\(part)"))
        }
        _ = rmdir(file(name))
    }

    /// Removes the unfinished files of a killed process.
    package func removeUnfinished() {
        for name in (try? folderEntries(path)) ?? [] where name.hasPrefix(".digits-") && name.hasSuffix(".tmp") { remove(name) }
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

    /// Removes the folders that were created for this run, if they are empty.
    package func removeIfEmpty() { removeEmpty(madeFolders) }
}
