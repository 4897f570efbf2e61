#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The absolute form of a path.
package func absolutePath(_ path: String) throws(FileError) -> String {
    if path.hasPrefix("/") { return path }
    guard let folder = getcwd(nil, 0) else { throw FileError(path: ".", problem: String(cString: strerror(errno))) }
    defer { free(folder) }
    return "\(String(cString: folder))/\(path)"
}
