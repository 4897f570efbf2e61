/// Assigns at most one column to each row, and no column to two rows, so that the total cost is minimal: shortest augmenting
/// paths with dual prices (Jonker and Volgenant 1987), on a sparse set of pairs.
///
/// Each row may also stay without a column, at a cost of its own.
package struct Assignment {
    /// A column that a row may have.
    package struct Choice: Equatable, Sendable {
        package var column: Int
        package var cost: Double

        package init(column: Int, cost: Double) { (self.column, self.cost) = (column, cost) }
    }

    /// The column of each row; nil for none.
    package private(set) var columns: [Int?]
    /// The choices of each row; the last choice is none, as a column that only this row can have.
    private let choices: [[Choice]]
    private let firstNone: Int
    /// The row that has a column.
    private var owners: [Int?]
    /// The dual prices of rows and of columns; an unassigned column costs nothing.
    private var rowPrices, columnPrices: [Double]

    /// Computes the assignment; for each row this takes about as long as following the longest chain of rows with common columns.
    ///
    /// - Parameters:
    ///   - choices: the choices of each row; columns are counted from 0.
    ///   - noneCosts: for each row, the cost of having none.
    package init(choices: [[Choice]], noneCosts: [Double]) {
        precondition(choices.count == noneCosts.count, "a cost of none for each row")
        let firstNone = 1 + (choices.joined().map(\.column).max() ?? -1)
        self.firstNone = firstNone
        self.choices = choices.indices.map { choices[$0] + [Choice(column: firstNone + $0, cost: noneCosts[$0])] }
        rowPrices = [Double](repeating: 0, count: choices.count)
        columns = [Int?](repeating: nil, count: choices.count)
        columnPrices = [Double](repeating: 0, count: firstNone + choices.count)
        owners = [Int?](repeating: nil, count: columnPrices.count)
        var search = Search(columnCount: columnPrices.count)
        for row in choices.indices { augment(from: row, &search) }
        for row in columns.indices where columns[row]! >= firstNone { columns[row] = nil }
    }

    /// The total cost.
    package var cost: Double { columns.indices.reduce(0) { $0 + cost(of: $1) } }

    private func cost(of row: Int) -> Double {
        let column = columns[row] ?? firstNone + row
        return choices[row].first { $0.column == column }!.cost
    }

    /// The state of a search for a shortest path. Kept for the next one: arrays by column, of which few places may be used.
    private struct Search {
        /// The shortest distance found so far, and the row that it comes from.
        private(set) var distances: [Double]
        private(set) var from: [Int]
        /// The columns that have a distance, and those whose distance is final.
        private var reached: [Int] = []
        private(set) var settled: [Int] = []
        private var waiting = LeastFirst()

        init(columnCount: Int) {
            distances = [Double](repeating: .infinity, count: columnCount)
            from = [Int](repeating: 0, count: columnCount)
        }

        mutating func begin() {
            for column in reached { distances[column] = .infinity }
            reached.removeAll(keepingCapacity: true)
            settled.removeAll(keepingCapacity: true)
            waiting.removeAll()
        }

        /// Notes a path to a column if it is the shortest so far: to a settled one there is none.
        mutating func reach(_ column: Int, from row: Int, at distance: Double) {
            guard distance < distances[column] else { return }
            if distances[column] == .infinity { reached.append(column) }
            (distances[column], from[column]) = (distance, row)
            waiting.insert(distance, column)
        }

        /// The nearest column that is not settled.
        mutating func next() -> (distance: Double, column: Int) {
            while true {
                let (distance, column) = waiting.removeFirst()
                // Longer paths found before are still waiting.
                if distance == distances[column] { return (distance, column) }
            }
        }

        mutating func settle(_ column: Int) { settled.append(column) }
    }

    /// Assigns a column to a row, by the shortest path of changes to others (Dijkstra over reduced costs, which are never
    /// negative).
    private mutating func augment(from start: Int, _ search: inout Search) {
        search.begin()
        rowPrices[start] = choices[start].map { $0.cost - columnPrices[$0.column] }.min() ?? 0
        var (row, length) = (start, 0.0)
        var end: Int
        while true {
            for choice in choices[row] {
                let more = max(0, choice.cost - rowPrices[row] - columnPrices[choice.column])
                search.reach(choice.column, from: row, at: length + more)
            }
            (length, end) = search.next()
            guard let owner = owners[end] else { break }
            search.settle(end)
            row = owner
        }
        for column in search.settled {
            let saved = length - search.distances[column]
            columnPrices[column] -= saved
            if let owner = owners[column] { rowPrices[owner] += saved }
        }
        rowPrices[start] += length
        while true {
            let row = search.from[end]
            let before = columns[row]
            (owners[end], columns[row]) = (row, end)
            guard row != start else { return }
            end = before!
        }
    }
}

/// A priority queue for the least element: a binary heap.
private struct LeastFirst {
    private var items: [(key: Double, value: Int)] = []

    mutating func removeAll() { items.removeAll(keepingCapacity: true) }

    mutating func insert(_ key: Double, _ value: Int) {
        items.append((key, value))
        var place = items.count - 1
        while place > 0, items[place].key < items[(place - 1) / 2].key {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// There must be at least one.
    mutating func removeFirst() -> (Double, Int) {
        items.swapAt(0, items.count - 1)
        let first = items.removeLast()
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            guard left < items.count else { return first }
            let least = right < items.count && items[right].key < items[left].key ? right : left
            guard items[least].key < items[place].key else { return first }
            items.swapAt(place, least)
            place = least
        }
    }
}
