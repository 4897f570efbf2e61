/// A heap whose element with the largest key comes out first; of equal keys, the one that was inserted first.
struct MaxHeap<Element> {
    private var items: [(key: Double, order: Int, element: Element)] = []
    /// The number of insertions.
    private var inserted = 0

    var count: Int { items.count }
    var largestKey: Double? { items.first?.key }
    var sumOfKeys: Double { items.reduce(0) { $0 + $1.key } }

    mutating func insert(_ element: Element, key: Double) {
        items.append((key, inserted, element))
        inserted += 1
        var place = items.count - 1
        while place > 0, precedes(place, (place - 1) / 2) {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func removeLargest() -> (key: Double, element: Element)? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        if !items.isEmpty {
            items[0] = last
            sink()
        }
        return (first.key, first.element)
    }

    private mutating func sink() {
        var place = 0
        while true {
            var largest = place
            for child in [2 * place + 1, 2 * place + 2] where child < items.count && precedes(child, largest) { largest = child }
            if largest == place { return }
            items.swapAt(place, largest)
            place = largest
        }
    }

    private func precedes(_ one: Int, _ other: Int) -> Bool {
        items[one].key != items[other].key ? items[one].key > items[other].key : items[one].order < items[other].order
    }
}
