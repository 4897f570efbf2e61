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
    private var owners: [Int: Int] = [:]
    /// The dual prices of rows and of columns; an unassigned column costs nothing.
    private var rowPrices: [Double]
    private var columnPrices: [Int: Double] = [:]

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
        for row in choices.indices { augment(from: row) }
        for row in columns.indices where columns[row]! >= firstNone { columns[row] = nil }
    }

    /// The total cost.
    package var cost: Double { columns.indices.reduce(0) { $0 + cost(of: $1) } }

    private func cost(of row: Int) -> Double {
        let column = columns[row] ?? firstNone + row
        return choices[row].first { $0.column == column }!.cost
    }

    /// Assigns a column to a row, by the shortest path of changes to others (Dijkstra over reduced costs, which are never
    /// negative).
    private mutating func augment(from start: Int) {
        var distances: [Int: Double] = [:]
        var from: [Int: Int] = [:]
        var settled: [Int: Double] = [:]
        var waiting = LeastFirst()
        rowPrices[start] = choices[start].map { $0.cost - (columnPrices[$0.column] ?? 0) }.min() ?? 0
        var (row, length) = (start, 0.0)
        var end: Int
        while true {
            for choice in choices[row] where settled[choice.column] == nil {
                let next = length + max(0, choice.cost - rowPrices[row] - (columnPrices[choice.column] ?? 0))
                guard next < distances[choice.column] ?? .infinity else { continue }
                (distances[choice.column], from[choice.column]) = (next, row)
                waiting.insert(next, choice.column)
            }
            repeat { (length, end) = waiting.removeFirst() } while settled[end] != nil
            guard let owner = owners[end] else { break }
            settled[end] = length
            row = owner
        }
        for (column, distance) in settled {
            columnPrices[column, default: 0] += distance - length
            if let owner = owners[column] { rowPrices[owner] += length - distance }
        }
        rowPrices[start] += length
        while true {
            let row = from[end]!
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
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < items.count && items[child].key < items[least].key {
                least = child
            }
            guard least != place else { return first }
            items.swapAt(place, least)
            place = least
        }
    }
}
