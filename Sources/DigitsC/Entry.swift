import CDigits

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The object of a handle: it has a lock, and can continue in the child of a `fork`.
class Entry: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// Whether a thread holds the lock: what the child of a `fork` sees of the parent's threads.
    private var isHeld = false
    private var isLost = false
    /// The number of threads in `whileShared`.
    private var users = 0

    init() { pthread_mutex_init(mutex, nil) }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Its name in error messages.
    class var kind: String { "handle" }

    /// Calls `body` while no other thread does.
    func whileLocked<Result>(_ body: () throws -> Result) throws -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        try checkIsNotLost()
        isHeld = true
        defer { isHeld = false }
        return try body()
    }

    /// Calls `body`, possibly while other threads do.
    func whileShared<Result>(_ body: () throws -> Result) throws -> Result {
        try whileLocked { users += 1 }
        defer {
            pthread_mutex_lock(mutex)
            users -= 1
            pthread_mutex_unlock(mutex)
        }
        return try body()
    }

    private func checkIsNotLost() throws(Failure) {
        guard isLost else { return }
        throw Failure(
            DIGITS_LOST_IN_FORK, "this \(Self.kind) was in use by another thread when the process was forked; create it again")
    }

    /// Called in the child of a `fork`, whose only thread is the caller.
    func becomeChild() {
        // Another thread may have held it, and does not exist here.
        pthread_mutex_init(mutex, nil)
        isLost = isLost || isHeld || users > 0
        (isHeld, users) = (false, 0)
        dropThreads()
    }

    /// Drops objects with threads, which do not exist in the child. They must not be freed: that would wait for the threads.
    func dropThreads() {}
}
