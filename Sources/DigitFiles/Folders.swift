#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Creates a folder and its missing parents.
/// - Returns: those that did not exist before, outermost first.
@discardableResult
package func makeFolders(_ path: String) throws(FileError) -> [String] {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw FileError(path: path, problem: "the name of a folder expected") }
    var made: [String] = []
    var prefix = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
        prefix += component
        if mkdir(prefix, 0o777) == 0 {
            made.append(prefix)
        } else if errno != EEXIST && errno != EISDIR {
            let code = errno
            // If a parent may be passed but not written to, the error is not always EEXIST.
            guard access(prefix, F_OK) == 0 else {
                removeEmpty(made)
                throw FileError(path: prefix, code: code)
            }
        }
        prefix += "/"
    }
    return made
}

/// Removes empty folders, the last of them first.
package func removeEmpty(_ folders: [String]) {
    for folder in folders.reversed() { _ = rmdir(folder) }
}
