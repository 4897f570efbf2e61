import DigitTensor
import Dispatch
import Synchronization

/// Processes items on several threads, and uses the results one after the other in the items' order.
///
/// At most a few items and results for each thread wait.
/// - Parameters:
///   - items: the items; taken one by one, on any of the threads.
///   - threads: the number of threads; nil for as many as `DIGITS_THREADS` says, or as there are processors.
///   - work: makes the result of an item, on any of the threads.
///   - use: receives an item and its result, on the calling thread. If it throws, items that have not been started are skipped.
func forEachInOrder<Items: Sequence & Sendable, Result: Sendable>(
    _ items: Items, threads: Int?, work: @escaping @Sendable (Items.Element) -> Result,
    use: (Items.Element, Result) throws -> Void
) throws where Items.Element: Sendable {
    let count = ThreadPool.threadCount(for: threads)
    guard count > 1 else {
        for item in items { try use(item, work(item)) }
        return
    }
    let queue = WorkQueue<Items, Result>(items, mostWaiting: 4 * count)
    for _ in 0..<count {
        DispatchQueue(label: "worker").async {
            while let (index, item) = queue.next() { queue.put(work(item), of: item, at: index) }
        }
    }
    defer { queue.stop() }
    var index = 0
    while let (item, result) = queue.take(index) {
        try use(item, result)
        index += 1
    }
}

/// Items in order, and results that arrive in any order and are taken in the items'.
private final class WorkQueue<Items: Sequence, Result: Sendable>: Sendable where Items.Element: Sendable {
    private struct State {
        var items: Items.Iterator
        var next = 0
        var hasEnded = false
        var results: [Int: (Items.Element, Result)] = [:]
    }

    private let state: Mutex<State>
    private let arrived = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    init(_ items: Items, mostWaiting: Int) where Items: Sendable {
        state = Mutex(State(items: items.makeIterator()))
        // A semaphore must not be destroyed below its initial value.
        for _ in 0..<mostWaiting { room.signal() }
    }

    /// The next item, once there is room for its result; nil if there are no more.
    func next() -> (Int, Items.Element)? {
        room.wait()
        let next = state.withLock { state -> (Int, Items.Element)? in
            guard !state.hasEnded, let item = state.items.next() else {
                state.hasEnded = true
                return nil
            }
            state.next += 1
            return (state.next - 1, item)
        }
        if next == nil {
            room.signal()
            arrived.signal()
        }
        return next
    }

    func put(_ result: Result, of item: Items.Element, at index: Int) {
        state.withLock { $0.results[index] = (item, result) }
        arrived.signal()
    }

    /// Nil if there are no more.
    func take(_ index: Int) -> (Items.Element, Result)? {
        while true {
            let (found, isOver) = state.withLock { state in
                (state.results.removeValue(forKey: index), state.hasEnded && index >= state.next)
            }
            if let found {
                room.signal()
                return found
            }
            if isOver { return nil }
            arrived.wait()
        }
    }

    /// Skips the items that have not been started.
    func stop() {
        state.withLock { $0.hasEnded = true }
        room.signal()
    }
}
