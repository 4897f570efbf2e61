import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Writes `bytes` as the whole contents of the file at `path`, all or nothing: see `replaceFile(at:_:)`. A path that is not a
/// regular file, such as `/dev/stdout` or a named pipe, is written to directly.
/// - Throws: `FileError` with the system's reason, such as `No space left on device`.
public func writeFile(_ bytes: [UInt8], to path: String) throws(FileError) {
    if let status = try fileStatus(path), status.kind == .other {
        return try write(bytes, flags: O_WRONLY, to: path)
    }
    try replaceFile(at: path) { temporary throws(FileError) in
        try write(bytes, flags: O_WRONLY | O_TRUNC, to: temporary)
    }
}

/// Creates or replaces the file at `path` atomically, so that nobody ever sees half of it.
///
/// `body` writes an empty temporary file in the same folder, which is then flushed to the disk and renamed to `path`. On any
/// error the temporary file is removed and an earlier file at `path` stays unchanged. A new file gets the user's default
/// permissions, a replaced one keeps its own. If `path` is a link, the file that it leads to is replaced.
/// - Parameters:
///   - path: the file to create or replace; its folder must exist.
///   - body: writes the file at the path that it is passed.
/// - Throws: `FileError` naming `path`, even if `body` throws another error, whose description is then the problem.
public func replaceFile(at path: String, _ body: (String) throws -> Void) throws(FileError) {
    let earlier = try fileStatus(path)
    if let earlier { try checkReplaceable(path, earlier) }
    let target = earlier == nil ? path : resolvingLinks(path)
    let temporary = try makeTemporaryFile(beside: target, for: path)
    defer { unfinishedFiles.withLock { _ = $0.paths.remove(temporary) } }
    do {
        try body(temporary)
        if let earlier { _ = chmod(temporary, earlier.permissions) }
        try Descriptor(temporary, flags: O_RDONLY).synchronize()
        if rename(temporary, target) != 0 { throw FileError(path: path, code: errno) }
    } catch {
        _ = unlink(temporary)
        throw fileError(error, temporary: temporary, path: path)
    }
}

/// Removes the temporary files of every `replaceFile` in progress, or of those whose path `isIncluded` selects: for a program
/// that is about to stop because of a signal. Takes a lock, so it must not be used inside a signal handler.
package func removeUnfinishedFiles(where isIncluded: (String) -> Bool = { _ in true }) {
    unfinishedFiles.withLock { files in
        for file in files.paths where isIncluded(file) { _ = unlink(file) }
    }
}

/// Removes the temporary files of every `replaceFile` in progress and of every `TemporaryFile`, and makes every later one fail.
func endTemporaryFiles() {
    unfinishedFiles.withLock { $0.isEnded = true }
    removeUnfinishedFiles()
}

struct UnfinishedFiles {
    var paths: Set<String> = []
    var isEnded = false
}

let unfinishedFiles = ForkableMutex(UnfinishedFiles())
private let temporaryFileCount = Atomic<Int>(0)

func write(_ bytes: [UInt8], flags: Int32, to path: String) throws(FileError) {
    let file = try Descriptor(path, flags: flags)
    var failure: FileError?
    bytes.withUnsafeBytes { bytes in
        do throws(FileError) { try file.write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
}

/// Renaming needs only a writable folder; a file that its owner made read-only is respected nevertheless.
private func checkReplaceable(_ path: String, _ status: FileStatus) throws(FileError) {
    switch status.kind {
    case .directory: throw FileError(path: path, code: EISDIR)
    case .other: throw FileError(path: path, problem: "a regular file expected, found a device, pipe or socket")
    case .regular: if access(path, W_OK) != 0 { throw FileError(path: path, code: errno) }
    }
}

private func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// Creates an empty file with a new name in the folder of `target`; errors name `path`.
private func makeTemporaryFile(beside target: String, for path: String) throws(FileError) -> String {
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    while true {
        let serial = temporaryFileCount.add(1, ordering: .relaxed).newValue
        let temporary = "\(folder).digits-\(getpid())-\(serial).tmp"
        do throws(FileError) {
            // Created and noted in one step, so that a program that stops knows of every file.
            try unfinishedFiles.withLock { files throws(FileError) in
                guard !files.isEnded else { throw FileError(path: path, problem: "the program is exiting") }
                _ = try Descriptor(temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
                files.paths.insert(temporary)
            }
        } catch {
            // A process that was killed may have left a file of this name; then the next number is tried.
            if error == FileError(path: temporary, code: EEXIST) { continue }
            throw FileError(path: path, problem: error.problem)
        }
        return temporary
    }
}

/// Creates an empty file with a new name in `folder`, which is removed like an unfinished one if the program stops.
func makeTemporaryFile(in folder: String, suffix: String) throws(FileError) -> String {
    var name = Array("\(folder)/digits-XXXXXX\(suffix)".utf8CString)
    let (path, code) = unfinishedFiles.withLock { files -> (String, Int32) in
        // The program is exiting.
        guard !files.isEnded else { return (folder, ECANCELED) }
        let number = mkstemps(&name, Int32(suffix.utf8.count))
        guard number >= 0 else { return (folder, errno) }
        close(number)
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        files.paths.insert(path)
        return (path, 0)
    }
    if code != 0 { throw FileError(path: path, code: code) }
    return path
}

/// Removes a file that `makeTemporaryFile(in:suffix:)` created.
func forgetTemporaryFile(_ path: String) {
    _ = unlink(path)
    unfinishedFiles.withLock { _ = $0.paths.remove(path) }
}

private func fileError(_ error: any Error, temporary: String, path: String) -> FileError {
    guard let error = error as? FileError else { return FileError(path: path, problem: "\(error)") }
    return error.path == temporary ? FileError(path: path, problem: error.problem) : error
}
