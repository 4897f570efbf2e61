import DigitNN

/// A deterministic finite automaton over the symbols of numbers, which accepts the allowed strings.
package struct NumberAutomaton: Sendable {
    /// Symbols 1...25 of `NumberAlphabet`; a row has one more entry, so that a class is its own index.
    package static let width = SymbolFrames.classCount
    /// Marks a transition after which nothing is allowed.
    package static let none: Int32 = -1

    /// The state after each symbol, `stateCount` x `width`, row-major.
    package private(set) var transitions: [Int32]
    /// Whether a string may end in a state.
    package private(set) var accepting: [Bool]
    /// The number of states examined to build it; not part of its value.
    package internal(set) var effort = 0

    /// The state before the first symbol.
    package static let start = 0
    package var stateCount: Int { accepting.count }

    package init(transitions: [Int32], accepting: [Bool]) {
        precondition(transitions.count == accepting.count * Self.width, "a row for each state expected")
        (self.transitions, self.accepting) = (transitions, accepting)
    }

    package func next(_ state: Int, _ symbol: Int) -> Int { Int(transitions[state * Self.width + symbol]) }

    /// Whether both have the same states.
    package static func == (one: Self, other: Self) -> Bool {
        one.transitions == other.transitions && one.accepting == other.accepting
    }

    /// Whether a string is allowed.
    package func accepts(_ symbols: some Sequence<UInt8>) -> Bool {
        var state = Self.start
        for symbol in symbols {
            guard (1..<Self.width).contains(Int(symbol)) else { return false }
            state = next(state, Int(symbol))
            if state < 0 { return false }
        }
        return accepting[state]
    }

    /// Whether nothing is allowed, once it is minimized.
    package var isEmpty: Bool { !accepting.contains(true) }
}

/// Limits on the size of automata.
package enum AutomatonLimit {
    /// The most states of an automaton while it is built.
    package static let states = 20_000
    /// The most states that a search runs through: with 64 steps, about 30 ms of processor time and 50 MB.
    package static let searchedStates = 4_096
}

extension NumberAutomaton: Equatable {
    /// Builds an automaton by exploring it from its first state.
    ///
    /// - Parameters:
    ///   - first: the state before the first symbol.
    ///   - next: the state after a symbol, nil if nothing that begins this way is allowed.
    ///   - accepts: whether a string may end in a state.
    /// - Throws: `DecodingError` if there are more than `AutomatonLimit.states`.
    package static func explored<State: Hashable>(
        from first: State, next: (State, UInt8) -> State?, accepts: (State) -> Bool
    ) throws(DecodingError) -> NumberAutomaton {
        var numbers = [first: Int32(0)]
        var states = [first]
        var transitions: [Int32] = []
        var place = 0
        while place < states.count {
            transitions.append(none)
            for symbol in 1..<width {
                guard let state = next(states[place], UInt8(symbol)) else {
                    transitions.append(none)
                    continue
                }
                if let number = numbers[state] {
                    transitions.append(number)
                    continue
                }
                guard states.count < AutomatonLimit.states else { throw tooComplex(most: AutomatonLimit.states) }
                numbers[state] = Int32(states.count)
                transitions.append(Int32(states.count))
                states.append(state)
            }
            place += 1
        }
        var result = NumberAutomaton(transitions: transitions, accepting: states.map(accepts)).minimized()
        result.effort = states.count
        return result
    }

    /// The intersection of both.
    /// - Throws: `DecodingError` if that takes more than `AutomatonLimit.states`.
    package func intersection(_ other: NumberAutomaton) throws(DecodingError) -> NumberAutomaton {
        struct Pair: Hashable { var first, second: Int }
        var result = try Self.explored(from: Pair(first: Self.start, second: Self.start)) { pair, symbol in
            let (first, second) = (next(pair.first, Int(symbol)), other.next(pair.second, Int(symbol)))
            return first < 0 || second < 0 ? nil : Pair(first: first, second: second)
        } accepts: {
            accepting[$0.first] && other.accepting[$0.second]
        }
        result.effort += effort + other.effort
        return result
    }

    /// The error for more states than there may be.
    package static func tooComplex(most: Int) -> DecodingError {
        DecodingError("the conditions on the numbers are too complex: at most \(most) states expected")
    }
}
