extension NumberAutomaton {
    /// The smallest automaton that allows the same: without states from which nothing is allowed, and with states joined that allow the
    /// same from there on (Moore's refinement of partitions).
    package func minimized() -> NumberAutomaton {
        let alive = aliveStates()
        let columns = distinctColumns()
        // Block 0 is of the states from which nothing is allowed.
        var blocks = accepting.indices.map { state -> Int32 in alive[state] ? (accepting[state] ? 2 : 1) : 0 }
        var count = Set(blocks).count
        while true {
            var refined = blocks
            for column in columns { refined = Self.pairs(refined, blocks, following: { next($0, column) }) }
            let refinedCount = Set(refined).count
            if refinedCount == count { break }
            (blocks, count) = (refined, refinedCount)
        }
        return quotient(blocks, alive: alive)
    }

    /// The states from which something is allowed.
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

    /// Symbols of which no two lead to the same states everywhere: marks mostly do.
    private func distinctColumns() -> [Int] {
        var seen = Set<[Int32]>()
        return (1..<Self.width).filter { symbol in
            seen.insert((0..<stateCount).map { transitions[$0 * Self.width + symbol] }).inserted
        }
    }

    /// A number for each pair of a state's block so far and the block that it leads to.
    private static func pairs(_ blocks: [Int32], _ targets: [Int32], following next: (Int) -> Int) -> [Int32] {
        var numbers: [UInt64: Int32] = [:]
        return blocks.indices.map { state in
            let target = next(state)
            let pair = UInt64(UInt32(bitPattern: blocks[state])) << 32 | UInt64(target < 0 ? UInt32.max : UInt32(targets[target]))
            // Leading nowhere is leading to where nothing is allowed.
            let key = target >= 0 && targets[target] == 0 ? pair | UInt64(UInt32.max) : pair
            if let number = numbers[key] { return number }
            // Block 0 keeps its number: it only leads to itself.
            let number = blocks[state] == 0 ? 0 : Int32(numbers.count + 1)
            numbers[key] = number
            return number
        }
    }

    private func quotient(_ blocks: [Int32], alive: [Bool]) -> NumberAutomaton {
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
