#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Identifies a file under all its names: another file that gets one of them is not the same. The identity of a file that is removed
/// and no longer open may be used again.
package struct FileIdentity: Equatable, Sendable {
    private let device: dev_t
    private let number: ino_t

    init(_ information: stat) { (device, number) = (information.st_dev, information.st_ino) }
}

/// The identity of the file at `path`, after following links; nil if there is none.
/// - Throws: `FileError` if it cannot be determined.
package func fileIdentity(_ path: String) throws(FileError) -> FileIdentity? { try fileStatus(path)?.identity }
