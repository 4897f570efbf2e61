import Synchronization

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
        let taken = if let idle = idle.withLock({ $0.popLast() }) { idle } else { Idle(value: try make()) }
        defer { idle.withLock { $0.append(taken) } }
        return try use(taken.value)
    }

    /// A value that is passed between threads: only the thread that took it from the list uses it.
    private struct Idle: @unchecked Sendable { let value: Value }
}
