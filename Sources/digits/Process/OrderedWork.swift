import DigitTensor
import Dispatch
import Synchronization

/// Works on items on several threads, and uses the results one after the other in the items' order.
///
/// No more results wait than a few for each thread.
/// - Parameters:
///   - items: what is worked on.
///   - threads: how many threads work; nil for as many as there are processors.
///   - work: makes a result of an item, on any of the threads.
///   - use: takes an item and its result, on the thread that called. If it throws, items that nobody works on yet are left.
func forEachInOrder<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int?, work: @escaping @Sendable (Item) -> Result, use: (Item, Result) throws -> Void
) throws {
    let count = min(items.count, threads ?? Processors.usableCount)
    guard count > 1 else {
        for item in items { try use(item, work(item)) }
        return
    }
    let queue = ResultQueue<Result>(itemCount: items.count, mostWaiting: 4 * count)
    for _ in 0..<count {
        DispatchQueue(label: "worker").async {
            while let index = queue.next() { queue.put(work(items[index]), at: index) }
        }
    }
    defer { queue.stop() }
    for index in items.indices { try use(items[index], queue.take(index)) }
}

/// Results that come in any order and are taken in theirs.
private final class ResultQueue<Result: Sendable>: Sendable {
    private struct State {
        var next = 0
        var results: [Int: Result] = [:]
    }

    private let itemCount: Int
    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    init(itemCount: Int, mostWaiting: Int) {
        self.itemCount = itemCount
        // A semaphore may not end below the value that it began with.
        for _ in 0..<mostWaiting { room.signal() }
    }

    /// The next item to work on, once there is room for its result; nil where there are no more.
    func next() -> Int? {
        room.wait()
        let index = state.withLock { state -> Int? in
            guard state.next < itemCount else { return nil }
            state.next += 1
            return state.next - 1
        }
        if index == nil { room.signal() }
        return index
    }

    func put(_ result: Result, at index: Int) {
        state.withLock { $0.results[index] = result }
        arrived.signal()
    }

    func take(_ index: Int) -> Result {
        while true {
            if let result = state.withLock({ $0.results.removeValue(forKey: index) }) {
                room.signal()
                return result
            }
            arrived.wait()
        }
    }

    /// Leaves the items that nobody works on yet.
    func stop() {
        state.withLock { $0.next = itemCount }
        room.signal()
    }
}
