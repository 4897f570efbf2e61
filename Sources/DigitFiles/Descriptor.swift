#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open file, closed when it goes out of scope. Each call is repeated if a signal interrupts it.
struct Descriptor: ~Copyable {
    /// The largest single read or write: macOS refuses 2 GiB and more.
    private static let largestTransfer = 1 << 30

    private let number: Int32
    private let path: String

    /// Opens the file at `path` with the flags of `open(2)`; a new file gets the user's usual permissions.
    init(_ path: String, flags: Int32) throws(FileError) {
        let number = try openFile(path, flags: flags)
        self.number = number
        self.path = path
    }

    /// A second descriptor for a file that is already open. `name` is for error messages.
    init(duplicating number: Int32, name: String) throws(FileError) {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
        if copy < 0 { throw FileError(path: name, code: errno) }
        self.number = copy
        path = name
    }

    deinit { _ = close(number) }

    /// The open file's status.
    func status() throws(FileError) -> FileStatus {
        var information = stat()
        if fstat(number, &information) != 0 { throw FileError(path: path, code: errno) }
        return FileStatus(information)
    }

    /// Reads the next `count` bytes, or fewer if the file ends before.
    func read(_ count: Int) throws(FileError) -> [UInt8] {
        try fill(count) { systemRead(number, $0, $1) }
    }

    /// Reads the bytes from `offset` on, without moving the position that `read(_:)` continues from.
    func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var place = off_t(offset)
        return try fill(count) { buffer, size in
            let step = pread(number, buffer, size, place)
            if step > 0 { place += off_t(step) }
            return step
        }
    }

    private func fill(_ count: Int, _ next: (UnsafeMutableRawPointer?, Int) -> Int) throws(FileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let place = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let step = retrying { next(place.baseAddress, min(place.count, Self.largestTransfer)) }
                if step < 0 { failure = errno }
                if step <= 0 { break }
                filled += step
            }
        }
        if failure != 0 { throw FileError(path: path, code: failure) }
        return bytes
    }

    /// Writes all of `bytes`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes
        while rest.count > 0 {
            let step = retrying { systemWrite(number, rest.baseAddress, min(rest.count, Self.largestTransfer)) }
            if step < 0 { throw FileError(path: path, code: errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest[step...])
        }
    }

    /// Locks the file until it is unlocked, or no process has this descriptor or a copy of it open.
    /// - Returns: whether no other process has it locked; true as well on file systems without locks.
    func lock() -> Bool { retrying { flock(number, LOCK_EX | LOCK_NB) } == 0 || errno != EWOULDBLOCK }

    /// Unlocks the file, whoever else has a copy of this descriptor.
    func unlock() { _ = flock(number, LOCK_UN) }

    /// Waits until the file's contents are on the disk.
    func synchronize() throws(FileError) {
        if retrying({ fsync(number) }) != 0 { throw FileError(path: path, code: errno) }
    }
}

/// The part of `stat(2)` that this module uses.
struct FileStatus {
    enum Kind { case regular, directory, other }

    let kind: Kind
    /// The size of a regular file in bytes.
    let size: Int
    /// The permission bits.
    let permissions: mode_t
    let identity: FileIdentity

    init(_ information: stat) {
        kind =
            switch information.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            default: .other
            }
        size = Int(information.st_size)
        permissions = information.st_mode & 0o777
        identity = FileIdentity(information)
    }
}

/// The status of the file at `path`, after following links; nil if there is none.
func fileStatus(_ path: String) throws(FileError) -> FileStatus? {
    try checkPath(path)
    var information = stat()
    if stat(path, &information) == 0 { return FileStatus(information) }
    if errno == ENOENT { return nil }
    throw FileError(path: path, code: errno)
}

/// The number of the newly opened file.
private func openFile(_ path: String, flags: Int32) throws(FileError) -> Int32 {
    try checkPath(path)
    let number = retrying { open(path, flags | O_CLOEXEC, 0o666) }
    if number < 0 { throw FileError(path: path, code: errno) }
    return number
}

/// Rejects a path that C would truncate at a zero byte.
private func checkPath(_ path: String) throws(FileError) {
    if path.utf8.contains(0) { throw FileError(path: path, problem: "a path without a NUL character expected") }
}

/// Repeats a system call for as long as a signal interrupts it.
private func retrying<Count: SignedInteger>(_ call: () -> Count) -> Count {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

// Inside `Descriptor`, the plain names are its own methods.
private func systemRead(_ number: Int32, _ place: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(number, place, count) }
private func systemWrite(_ number: Int32, _ place: UnsafeRawPointer?, _ count: Int) -> Int { write(number, place, count) }
