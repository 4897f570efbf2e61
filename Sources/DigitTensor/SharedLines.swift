import Synchronization

/// Stores to memory that other threads have read, in the way that is quicker at the time.
///
/// A processor that stores to a line of memory that another one has read must first have it dropped there. Within a group of
/// cores with a common third-level cache that takes about 6 ns a line, between groups 35 (measured on a Zen 4), and a virtual
/// machine's processors move from one to the other within seconds. Values that are made elsewhere and written past the caches
/// take 3 to 7 ns, but whoever reads them next has to fetch them from memory: better between groups, worse within one.
/// So a store that was slow has the next ones go past the caches for a while. The values are the same either way.
package final class SharedLines: Sendable {
    /// Stores that still go past the caches.
    private let streams: Atomic<Int>

    /// Slow stores one after the other.
    private let slowStores = Atomic<Int>(0)

    /// So many of them are no accident: a thread that the system puts aside for a while looks slow too.
    private static let evidence = 16
    /// Nanoseconds a line that are slow, with those that it takes to make the values.
    private static let slow = 18
    /// Stores past the caches before the other way is tried again; an update of the seed network has about 80.
    private static let patience = 1000
    private static let floatsInLine = 16

    /// - Parameter staysFar: whether all stores go past the caches: for tests.
    package init(staysFar: Bool = false) { streams = Atomic(staysFar ? .max : 0) }

    /// Whether stores go past the caches at present.
    package var areFar: Bool { streams.load(ordering: .relaxed) > 0 }

    /// Has `count` values made and stored at `target`, the beginning of a line.
    /// - Parameter make: makes all of them at the address that it is given.
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
        guard lines >= 64 else { return }  // A few lines say nothing.
        guard duration > .nanoseconds(Self.slow * lines) else { return slowStores.store(0, ordering: .relaxed) }
        guard slowStores.add(1, ordering: .relaxed).newValue >= Self.evidence else { return }
        slowStores.store(0, ordering: .relaxed)
        streams.store(Self.patience, ordering: .relaxed)
    }
}

extension SharedLines? {
    /// The same; where no other thread reads, the values are just made at `target`.
    package func set(_ target: Floats, count: Int, make: (Floats) -> Void) {
        if let self { self.set(target, count: count, make: make) } else { make(target) }
    }
}
