import CDigits
import DigitFiles

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// All handles that were returned and not freed. Numbers are never reused, so a freed one is recognized.
final class HandleTable: @unchecked Sendable {
    static let shared = HandleTable()

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var entries: [UInt64: Entry] = [:]
    private var last: UInt64 = 0

    private init() {
        pthread_mutex_init(mutex, nil)
        _ = dci_at_fork(
            {
                // A fork waits for calls that read or write files, whose libraries have locks of their own.
                FileLock.lock()
                lockFilesForFork()
                HandleTable.shared.lock()
            },
            {
                HandleTable.shared.unlock()
                unlockFilesAfterFork()
                FileLock.unlock()
            },
            {
                for entry in HandleTable.shared.entries.values { entry.becomeChild() }
                HandleTable.shared.unlock()
                unlockFilesAfterFork()
                FileLock.unlock()
            })
    }

    private func lock() { pthread_mutex_lock(mutex) }
    private func unlock() { pthread_mutex_unlock(mutex) }

    /// Returns a new handle.
    func add(_ entry: Entry) -> UInt64 {
        lock()
        defer { unlock() }
        last += 1
        entries[last] = entry
        return last
    }

    /// The object of a handle.
    func entry<Kind: Entry>(_ handle: UInt64, _: Kind.Type = Kind.self) throws(Failure) -> Kind {
        lock()
        defer { unlock() }
        return try find(handle)
    }

    /// Frees a handle, unless `check` throws.
    func remove<Kind: Entry>(_ handle: UInt64, _: Kind.Type, check: (Kind) throws(Failure) -> Void = { _ in }) throws(Failure) {
        let entry: Kind = try {
            () throws(Failure) in
            lock()
            defer { unlock() }
            let entry: Kind = try find(handle)
            try check(entry)
            entries[handle] = nil
            return entry
        }()
        // Its memory is freed outside the lock.
        _ = entry
    }

    private func find<Kind: Entry>(_ handle: UInt64) throws(Failure) -> Kind {
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
    private nonisolated(unsafe) static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        return mutex
    }()

    static func lock() { pthread_mutex_lock(mutex) }
    static func unlock() { pthread_mutex_unlock(mutex) }

    static func whileLocked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock()
        defer { unlock() }
        return try body()
    }
}
