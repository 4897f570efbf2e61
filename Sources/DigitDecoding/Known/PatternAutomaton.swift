import DigitNN

/// The states of a pattern, and the transitions between them (Thompson 1968): some take a symbol, some insert a character, some
/// do nothing.
struct PatternAutomaton: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case take(Set<UInt8>)
        case putIn(Character)
        case nothing
    }

    struct Edge: Equatable, Sendable {
        var step: Step
        var target: Int
    }

    private(set) var edges: [[Edge]] = [[]]
    private(set) var end = 0

    /// The most states: each repetition in braces multiplies those of its item.
    private static let mostStates = 4_000

    /// - Parameter name: its name in errors.
    init(_ tree: PatternNode, name: String) throws(DecodingError) {
        end = try add(tree, from: 0, name: name)
    }

    /// Adds a node's states, and returns the state that it ends in.
    private mutating func add(_ node: PatternNode, from state: Int, name: String) throws(DecodingError) -> Int {
        switch node {
        case .symbols(let symbols):
            return try addEdge(.take(symbols), from: state, name: name)
        case .sign(let character):
            let end = try addEdge(.putIn(character), from: state, name: name)
            if let symbol = NumberAlphabet.symbol(of: character), Marks.classes.contains(symbol) {
                edges[state].append(Edge(step: .take([symbol]), target: end))
            }
            return end
        case .sequence(let nodes):
            var end = state
            for node in nodes { end = try add(node, from: end, name: name) }
            return end
        case .choice(let nodes):
            let end = try addState(name)
            for node in nodes {
                let first = try addEdge(.nothing, from: state, name: name)
                edges[try add(node, from: first, name: name)].append(Edge(step: .nothing, target: end))
            }
            return end
        case .repetition(let node, let least, let most):
            return try addRepetition(of: node, least: least, most: most, from: state, name: name)
        }
    }

    private mutating func addRepetition(
        of node: PatternNode, least: Int, most: Int?, from state: Int, name: String
    ) throws(DecodingError) -> Int {
        var last = state
        for _ in 0..<least { last = try add(node, from: last, name: name) }
        // A state of its own, so that repeating does not lead into what is before it.
        last = try addEdge(.nothing, from: last, name: name)
        guard let most else {
            let end = try addEdge(.nothing, from: last, name: name)
            edges[try add(node, from: last, name: name)].append(Edge(step: .nothing, target: last))
            return end
        }
        let end = try addState(name)
        for _ in least..<most {
            edges[last].append(Edge(step: .nothing, target: end))
            last = try add(node, from: last, name: name)
        }
        edges[last].append(Edge(step: .nothing, target: end))
        return end
    }

    private mutating func addState(_ name: String) throws(DecodingError) -> Int {
        guard edges.count < Self.mostStates else {
            throw DecodingError("\(name): too long, at most \(Self.mostStates) places expected")
        }
        edges.append([])
        return edges.count - 1
    }

    private mutating func addEdge(_ step: Step, from state: Int, name: String) throws(DecodingError) -> Int {
        let end = try addState(name)
        edges[state].append(Edge(step: step, target: end))
        return end
    }
}

extension PatternAutomaton {
    /// The most states of the pattern that are examined while it is made deterministic: some tenths of a second.
    private static let mostWork = 5_000_000

    /// The equivalent deterministic automaton: its states are sets of the pattern's.
    func deterministic() throws(DecodingError) -> NumberAutomaton {
        var work = 0
        let first = closure([0], work: &work)
        // Work beyond the limit ends as if nothing followed, and is reported afterwards.
        var result = try NumberAutomaton.explored(from: first) { states, symbol in
            guard work <= Self.mostWork else { return nil }
            let next = targets(of: states, symbol, work: &work)
            return next.isEmpty ? nil : closure(next, work: &work)
        } accepts: {
            $0.contains(Int32(end))
        }
        guard work <= Self.mostWork else { throw DecodingError("too complex: fewer repetitions expected") }
        result.effort += work / NumberAutomaton.width
        return result
    }

    private func targets(of states: [Int32], _ symbol: UInt8, work: inout Int) -> [Int32] {
        work += states.count
        return states.flatMap { state in
            edges[Int(state)].compactMap { edge in
                if case .take(let symbols) = edge.step, symbols.contains(symbol) { Int32(edge.target) } else { nil }
            }
        }
    }

    /// The states that are reachable without a symbol, in order.
    private func closure(_ states: [Int32], work: inout Int) -> [Int32] {
        var seen = Set(states)
        var stack = Array(seen)
        while let state = stack.popLast() {
            for edge in edges[Int(state)] {
                if case .take = edge.step { continue }
                if seen.insert(Int32(edge.target)).inserted { stack.append(Int32(edge.target)) }
            }
        }
        work += seen.count
        return seen.sorted()
    }
}

extension PatternAutomaton {
    /// A position on a path through the pattern: the number of symbols taken, and the state.
    private struct Place: Hashable {
        var taken: Int
        var state: Int
    }

    /// The symbols' text with as few inserted characters as possible: a breadth-first search in which inserting costs one, all
    /// else nothing.
    /// - Returns: nil if the pattern does not allow them.
    func written(_ symbols: [UInt8]) -> [WrittenSymbol]? {
        let (start, goal) = (Place(taken: 0, state: 0), Place(taken: symbols.count, state: end))
        var costs = [start: 0]
        var origins: [Place: (from: Place, sign: Character?)] = [:]
        var layers = [[start]]
        var cost = 0
        while cost < layers.count {
            while let place = layers[cost].popLast() {
                guard costs[place] == cost else { continue }
                if place == goal { return text(to: goal, origins: origins, symbols: symbols) }
                for edge in edges[place.state] {
                    let (next, added, sign) = follow(edge, from: place, symbols: symbols)
                    guard let next, cost + added < costs[next] ?? Int.max else { continue }
                    costs[next] = cost + added
                    origins[next] = (place, sign)
                    while layers.count <= cost + added { layers.append([]) }
                    layers[cost + added].append(next)
                }
            }
            cost += 1
        }
        return nil
    }

    private func follow(_ edge: Edge, from place: Place, symbols: [UInt8]) -> (next: Place?, cost: Int, sign: Character?) {
        switch edge.step {
        case .nothing: return (Place(taken: place.taken, state: edge.target), 0, nil)
        case .putIn(let sign): return (Place(taken: place.taken, state: edge.target), 1, sign)
        case .take(let some):
            guard place.taken < symbols.count, some.contains(symbols[place.taken]) else { return (nil, 0, nil) }
            return (Place(taken: place.taken + 1, state: edge.target), 0, nil)
        }
    }

    private func text(
        to goal: Place, origins: [Place: (from: Place, sign: Character?)], symbols: [UInt8]
    ) -> [WrittenSymbol] {
        var result: [WrittenSymbol] = []
        var place = goal
        while let (from, sign) = origins[place] {
            if let sign {
                result.append(WrittenSymbol(character: sign, place: nil))
            } else if from.taken < place.taken, let character = NumberAlphabet.character(of: symbols[from.taken]) {
                result.append(WrittenSymbol(character: character, place: from.taken))
            }
            place = from
        }
        return result.reversed()
    }
}
