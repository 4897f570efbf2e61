/// What a search runs through: the strings that are allowed, symbol by symbol.
protocol SearchSpace {
    /// Where a prefix leads.
    associatedtype State

    var start: State { get }
    /// Whether a string may end there.
    func accepts(_ state: State) -> Bool
    /// Gives every symbol that may follow, and where it leads.
    func forEachStep(from state: State, _ body: (UInt8, State) -> Void)
    /// An upper bound on how likely the steps from `step` on complete a prefix that leads to `state` after a step of `symbol`.
    func completion(from step: Int, state: State, after symbol: UInt8) -> Double
}

/// All strings of symbols.
struct AllStrings: SearchSpace {
    var start: Int { 0 }
    func accepts(_ state: Int) -> Bool { true }
    func forEachStep(from state: Int, _ body: (UInt8, Int) -> Void) {
        for symbol in 1..<UInt8(SymbolFrames.classCount) { body(symbol, 0) }
    }
    func completion(from step: Int, state: Int, after symbol: UInt8) -> Double { 1 }
}

/// The strings that an automaton allows.
struct AutomatonStrings: SearchSpace {
    let automaton: NumberAutomaton
    /// Nil where it would be too large: the search is then as exact, but looks at more prefixes.
    let table: CompletionTable?

    var start: Int { NumberAutomaton.start }
    func accepts(_ state: Int) -> Bool { automaton.accepting[state] }
    func forEachStep(from state: Int, _ body: (UInt8, Int) -> Void) {
        for symbol in 1..<NumberAutomaton.width {
            let next = automaton.next(state, symbol)
            if next >= 0 { body(UInt8(symbol), next) }
        }
    }
    func completion(from step: Int, state: Int, after symbol: UInt8) -> Double {
        table?.completion(from: step, state: state, after: Int(symbol)) ?? 1
    }
}
