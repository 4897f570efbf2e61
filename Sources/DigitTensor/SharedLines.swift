import Synchronization

/// Stores to memory that other threads have read, in the way that is currently faster.
///
/// A processor that stores to a cache line that another one has read must first invalidate it there. Within a group of cores with
/// a common third-level cache that takes about 6 ns per line, between groups 35 (measured on a Zen 4), and a virtual machine's
/// processors move from one to the other within seconds. Values that are computed elsewhere and written past the caches take 3 to
/// 7 ns, but their next reader must fetch them from memory: better between groups, worse within one. So a store that was slow
/// makes the next ones go past the caches for a while. The values are the same either way.
package final class SharedLines: Sendable {
    /// The remaining stores past the caches.
    private let streams: Atomic<Int>

    /// The number of consecutive slow stores.
    private let slowStores = Atomic<Int>(0)

    /// This many of them are no accident: a thread that the system suspends for a while looks slow too.
    private static let evidence = 16
    /// Nanoseconds per line from which a store is slow, including the time to compute the values.
    private static let slow = 18
    /// The number of stores past the caches before the other way is tried again; an update of the seed network has about 80.
    private static let patience = 1000
    private static let floatsInLine = 16

    /// - Parameter staysFar: whether all stores go past the caches: for tests.
    package init(staysFar: Bool = false) { streams = Atomic(staysFar ? .max : 0) }

    /// Whether stores currently go past the caches.
    package var areFar: Bool { streams.load(ordering: .relaxed) > 0 }

    /// Computes `count` values and stores them at `target`, the start of a line.
    /// - Parameter make: computes all of them at the given address.
    package func set(_ target: Floats, count: Int, make: (Floats) -> Void) {
        if areFar {
            streams.subtract(1, ordering: .relaxed)
            withUnsafeTemporaryAllocation(byteCount: count * MemoryLayout<Float>.stride, alignment: 64) { memory in
                let values = memory.bindMemory(to: Float.self).baseAddress!
                make(values)
                Kernels.current.table.pointee.stream(count, values, target)
            }
        } else {
            let start = ContinuousClock.now
            make(target)
            note(ContinuousClock.now - start, lines: count / Self.floatsInLine)
        }
    }

    private func note(_ duration: Duration, lines: Int) {
        guard lines >= 64 else { return }  // A few lines are not enough to judge.
        guard duration > .nanoseconds(Self.slow * lines) else { return slowStores.store(0, ordering: .relaxed) }
        guard slowStores.add(1, ordering: .relaxed).newValue >= Self.evidence else { return }
        slowStores.store(0, ordering: .relaxed)
        streams.store(Self.patience, ordering: .relaxed)
    }
}

extension SharedLines? {
    /// The same; if no other thread reads, the values are computed in place at `target`.
    package func set(_ target: Floats, count: Int, make: (Floats) -> Void) {
        if let self { self.set(target, count: count, make: make) } else { make(target) }
    }
}
