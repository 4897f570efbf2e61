/// A partition of an automaton's states: all states of a block allow the same strings from there on (Hopcroft 1971).
///
/// It takes about n log n steps for n states, even for a chain of them; Moore's refinement takes a round for each state of a
/// chain.
struct StateBlocks {
    /// The block of each state; `none` for a dead state.
    private(set) var blocks: [Int]
    static let none = -1

    /// The states block by block, the marked ones of each first; the position of each state, and the start of each block.
    private var states: [Int]
    private var places: [Int]
    private var ranges: [Range<Int>] = []
    /// The number of marked states in each block, and the blocks that have some.
    private var chosen: [Int] = []
    private var touched: [Int] = []

    /// - Parameters:
    ///   - alive: the states from which an accepting state is reachable.
    ///   - symbols: the symbols to consider.
    init(_ automaton: NumberAutomaton, alive: [Bool], symbols: [Int]) {
        blocks = [Int](repeating: Self.none, count: alive.count)
        places = blocks
        let living = alive.indices.filter { alive[$0] }
        states = living.filter { automaton.accepting[$0] } + living.filter { !automaton.accepting[$0] }
        for (place, state) in states.enumerated() { places[state] = place }
        let accepting = living.count { automaton.accepting[$0] }
        for range in [0..<accepting, accepting..<states.count] where !range.isEmpty { addBlock(range) }
        let before = symbols.map { StatesBefore(automaton, symbol: $0, alive: alive) }
        // Each block splits the others once, when it is new: of two halves, the larger one then splits nothing that the smaller
        // does not.
        var waiting = Array(ranges.indices)
        while let block = waiting.popLast() {
            let targets = Array(states[ranges[block]])
            for symbol in before {
                for target in targets { for state in symbol[target] { choose(Int(state)) } }
                waiting += partTouched()
            }
        }
    }

    private mutating func addBlock(_ range: Range<Int>) {
        for place in range { blocks[states[place]] = ranges.count }
        ranges.append(range)
        chosen.append(0)
    }

    private mutating func choose(_ state: Int) {
        let block = blocks[state]
        let (place, end) = (places[state], ranges[block].lowerBound + chosen[block])
        guard place >= end else { return }
        if chosen[block] == 0 { touched.append(block) }
        chosen[block] += 1
        states.swapAt(place, end)
        (places[states[place]], places[state]) = (place, end)
    }

    /// Splits the marked states of each block from its others; the smaller half becomes a new block.
    /// - Returns: the new blocks.
    private mutating func partTouched() -> Range<Int> {
        let first = ranges.count
        for block in touched {
            let (range, count) = (ranges[block], chosen[block])
            chosen[block] = 0
            guard count < range.count else { continue }
            let middle = range.lowerBound + count
            let (head, tail) = (range.lowerBound..<middle, middle..<range.upperBound)
            ranges[block] = head.count > tail.count ? head : tail
            addBlock(head.count > tail.count ? tail : head)
        }
        touched.removeAll(keepingCapacity: true)
        return first..<ranges.count
    }
}

/// For each state, the live states from which a symbol leads to it.
private struct StatesBefore {
    private let states: [Int32]
    private let starts: [Int32]

    init(_ automaton: NumberAutomaton, symbol: Int, alive: [Bool]) {
        let edges = alive.indices.lazy.filter { alive[$0] }.map { (from: $0, to: automaton.next($0, symbol)) }
            .filter { $0.to >= 0 && alive[$0.to] }
        var ends = [Int32](repeating: 0, count: automaton.stateCount + 1)
        for edge in edges { ends[edge.to + 1] += 1 }
        for state in 0..<automaton.stateCount { ends[state + 1] += ends[state] }
        starts = ends
        var states = [Int32](repeating: 0, count: Int(ends[automaton.stateCount]))
        for edge in edges {
            states[Int(ends[edge.to])] = Int32(edge.from)
            ends[edge.to] += 1
        }
        self.states = states
    }

    subscript(state: Int) -> ArraySlice<Int32> { states[Int(starts[state])..<Int(starts[state + 1])] }
}
