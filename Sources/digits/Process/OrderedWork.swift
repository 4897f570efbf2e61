import DigitTensor
import Dispatch
import Synchronization

/// Works on items on several threads, and uses the results one after the other in the items' order.
///
/// No more items and results wait than a few for each thread.
/// - Parameters:
///   - items: what is worked on; taken one by one, on any of the threads.
///   - threads: how many threads work; nil for as many as there are processors.
///   - work: makes a result of an item, on any of the threads.
///   - use: takes an item and its result, on the thread that called. If it throws, items that nobody works on yet are left.
func forEachInOrder<Items: Sequence & Sendable, Result: Sendable>(
    _ items: Items, threads: Int?, work: @escaping @Sendable (Items.Element) -> Result,
    use: (Items.Element, Result) throws -> Void
) throws where Items.Element: Sendable {
    let count = threads ?? Processors.usableCount
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

/// Items that come in order, and results that come in any order and are taken in theirs.
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
        // A semaphore may not end below the value that it began with.
        for _ in 0..<mostWaiting { room.signal() }
    }

    /// The next item to work on, once there is room for its result; nil where there are no more.
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

    /// Nil where there are no more.
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

    /// Leaves the items that nobody works on yet.
    func stop() {
        state.withLock { $0.hasEnded = true }
        room.signal()
    }
}
