/// A queue with a line for each client. The lines take turns, so that a client with many elements waits itself and not the
/// others.
package struct FairQueue<Client: Hashable, Element> {
    private var lines: [Client: [Element]] = [:]
    /// The clients that have a line, the next one first.
    private var turns: [Client] = []
    /// The number of elements in all lines.
    package private(set) var count = 0

    /// An empty queue.
    package init() {}

    /// Appends an element to its client's line.
    package mutating func append(_ element: Element, from client: Client) {
        if lines[client] == nil { turns.append(client) }
        lines[client, default: []].append(element)
        count += 1
    }

    /// Removes the first element of the line whose turn it is, among those whose first element `isReady` selects; that line then waits
    /// for all others. The lines that are passed over keep their turn.
    package mutating func popFirst(where isReady: (Element) -> Bool = { _ in true }) -> Element? {
        guard let turn = turns.firstIndex(where: { lines[$0]?.first.map(isReady) == true }) else { return nil }
        let client = turns.remove(at: turn)
        guard var line = lines.removeValue(forKey: client), !line.isEmpty else { return nil }
        let element = line.removeFirst()
        count -= 1
        if !line.isEmpty {
            lines[client] = line
            turns.append(client)
        }
        return element
    }

    /// Removes all elements that `isRemoved` selects.
    package mutating func removeAll(where isRemoved: (Element) -> Bool) -> [Element] {
        var removed: [Element] = []
        for client in turns {
            removed += (lines[client] ?? []).filter(isRemoved)
            lines[client]?.removeAll(where: isRemoved)
            if lines[client]?.isEmpty == true { lines[client] = nil }
        }
        turns.removeAll { lines[$0] == nil }
        count -= removed.count
        return removed
    }
}
