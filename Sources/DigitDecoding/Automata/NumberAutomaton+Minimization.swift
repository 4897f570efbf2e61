extension NumberAutomaton {
    /// The smallest automaton that allows the same strings: without dead states, and with equivalent states merged.
    package func minimized() -> NumberAutomaton {
        let alive = aliveStates()
        return quotient(StateBlocks(self, alive: alive, symbols: distinctColumns()).blocks, alive: alive)
    }

    /// The states from which an accepting state is reachable.
    private func aliveStates() -> [Bool] {
        var before = [[Int32]](repeating: [], count: stateCount)
        for state in 0..<stateCount {
            for symbol in 1..<Self.width where next(state, symbol) >= 0 { before[next(state, symbol)].append(Int32(state)) }
        }
        var alive = accepting
        var stack = accepting.indices.filter { accepting[$0] }
        while let state = stack.popLast() {
            for earlier in before[state] where !alive[Int(earlier)] {
                alive[Int(earlier)] = true
                stack.append(Int(earlier))
            }
        }
        return alive
    }

    /// Groups of symbols that always lead to the same states: marks mostly do.
    private func distinctColumns() -> [Int] {
        var seen = Set<[Int32]>()
        return (1..<Self.width).filter { symbol in
            seen.insert((0..<stateCount).map { transitions[$0 * Self.width + symbol] }).inserted
        }
    }

    private func quotient(_ blocks: [Int], alive: [Bool]) -> NumberAutomaton {
        guard alive[Self.start] else {
            return NumberAutomaton(transitions: [Int32](repeating: Self.none, count: Self.width), accepting: [false])
        }
        var numbers = [blocks[Self.start]: Int32(0)]
        var members = [Self.start]
        var result: [Int32] = []
        var place = 0
        while place < members.count {
            result.append(Self.none)
            for symbol in 1..<Self.width {
                let target = next(members[place], symbol)
                guard target >= 0, alive[target] else {
                    result.append(Self.none)
                    continue
                }
                if numbers[blocks[target]] == nil {
                    numbers[blocks[target]] = Int32(members.count)
                    members.append(target)
                }
                result.append(numbers[blocks[target]] ?? Self.none)
            }
            place += 1
        }
        return NumberAutomaton(transitions: result, accepting: members.map { accepting[$0] })
    }
}
