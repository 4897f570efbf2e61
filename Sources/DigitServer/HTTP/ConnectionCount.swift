import Synchronization

/// The number of open connections.
final class ConnectionCount: Sendable {
    private let count = Atomic(0)

    var current: Int { count.load(ordering: .relaxed) }

    /// Counts one more.
    /// - Returns: the number of connections now.
    func increment() -> Int { count.add(1, ordering: .relaxed).newValue }
    func decrement() { count.subtract(1, ordering: .relaxed) }
}
