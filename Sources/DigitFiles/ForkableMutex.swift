#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A lock around state of the whole process, for which a `fork` can wait. In the child, a `Mutex` that another thread held at that moment
/// ends the process when it is locked.
package final class ForkableMutex<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var value: Value

    package init(_ value: Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body(&value)
    }

    /// For the handlers of a `fork`, which lock in one function and unlock in another.
    package func lock() { pthread_mutex_lock(mutex) }
    package func unlock() { pthread_mutex_unlock(mutex) }
}

/// Waits until no other thread starts a program or notes a temporary file, and lets none begin: before a `fork`.
package func lockFilesForFork() {
    RunningPrograms.shared.state.lock()
    unfinishedFiles.lock()
}

/// Lets other threads go on: after a `fork`, in both processes.
package func unlockFilesAfterFork() {
    unfinishedFiles.unlock()
    RunningPrograms.shared.state.unlock()
}
