import CDigits
import DigitFiles
import DigitTensor

/// All handles that were returned and not freed. Numbers are never reused, so a freed one is recognized.
final class HandleTable: @unchecked Sendable {
    static let shared = HandleTable()

    private let handles = ForkableMutex(Handles())

    private init() {
        // Nobody called the library before the fork.
        if dci_was_forked() != 0 { ThreadPool.becomeChild() }
        _ = dci_at_fork(
            {
                // A fork waits for calls that read or write files, whose libraries have locks of their own.
                FileLock.lock()
                lockFilesForFork()
                HandleTable.shared.handles.lock()
            },
            { HandleTable.unlockAfterFork() },
            {
                HandleTable.unlockAfterFork()
                ThreadPool.becomeChild()
                // No other thread exists here.
                HandleTable.shared.handles.withLock { handles in
                    for entry in handles.entries.values { entry.becomeChild() }
                }
            })
    }

    private static func unlockAfterFork() {
        shared.handles.unlock()
        unlockFilesAfterFork()
        FileLock.unlock()
    }

    /// Returns a new handle.
    func add(_ entry: Entry) -> UInt64 {
        handles.withLock { handles in
            handles.last += 1
            handles.entries[handles.last] = entry
            return handles.last
        }
    }

    /// The object of a handle.
    func entry<Kind: Entry>(_ handle: UInt64, _: Kind.Type = Kind.self) throws(Failure) -> Kind {
        try handles.withLock { handles throws(Failure) in try handles.find(handle) }
    }

    /// Frees a handle, unless `check` throws.
    func remove<Kind: Entry>(_ handle: UInt64, _: Kind.Type, check: (Kind) throws(Failure) -> Void = { _ in }) throws(Failure) {
        // Its memory is freed outside the lock.
        _ = try handles.withLock { handles throws(Failure) in
            let entry: Kind = try handles.find(handle)
            try check(entry)
            handles.entries[handle] = nil
            return entry
        }
    }
}

/// The objects by their handles.
private struct Handles {
    var entries: [UInt64: Entry] = [:]
    var last: UInt64 = 0

    func find<Kind: Entry>(_ handle: UInt64) throws(Failure) -> Kind {
        guard let entry = entries[handle] else {
            let problem = (1...max(last, 1)).contains(handle) && last > 0 ? "was freed" : "was never given out"
            throw Failure(DIGITS_INVALID_HANDLE, "\(Kind.kind) \(handle) \(problem)")
        }
        guard let found = entry as? Kind else {
            throw Failure(DIGITS_INVALID_HANDLE, "handle \(handle): a \(Kind.kind) expected, got a \(type(of: entry).kind)")
        }
        return found
    }
}

/// One lock around everything that goes through the libraries for files and pictures.
enum FileLock {
    private static let mutex = ForkableMutex(())

    static func lock() { mutex.lock() }
    static func unlock() { mutex.unlock() }

    static func whileLocked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock()
        defer { unlock() }
        return try body()
    }
}
