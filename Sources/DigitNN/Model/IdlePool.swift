import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Values of which each is used by one thread at a time, such as predictors: threads hand them on and never share one.
package final class IdlePool<Value>: Sendable {
    private let idle: Mutex<[Idle]>

    /// A pool with one value.
    package init(_ value: Value) { idle = Mutex([Idle(value: value)]) }

    /// Calls a function with a value that no other thread uses at the same time.
    /// - Parameters:
    ///   - make: makes another value if all are in use.
    ///   - use: the function.
    /// - Throws: what the functions throw.
    package func withValue<Result, Failure: Error>(
        make: () throws(Failure) -> Value, use: (Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let taken = if let idle = whileLocked({ $0.popLast() }) ?? nil { idle } else { Idle(value: try make()) }
        defer { _ = whileLocked { $0.append(taken) } }
        return try use(taken.value)
    }

    /// Calls a function with the list; returns nil if the lock stays taken. In the child of a `fork` it may be held by a thread that does
    /// not exist there, and waiting for it would end the process. Without the list a value is made, and dropped after its use.
    private func whileLocked<Result>(_ body: (inout [Idle]) -> sending Result) -> Result? {
        // It is held for less than a microsecond, or for as long as another thread has the processor.
        for _ in 0..<1000 {
            if let result = idle.withLockIfAvailable(body) { return result }
            sched_yield()
        }
        return nil
    }

    /// A value that is passed between threads: only the thread that took it from the list uses it.
    private struct Idle: @unchecked Sendable { let value: Value }
}
