/// The strings that a search runs through, symbol by symbol.
protocol SearchSpace {
    /// The state that a prefix leads to.
    associatedtype State

    var start: State { get }
    /// Whether a string may end there.
    func accepts(_ state: State) -> Bool
    /// Calls back with every symbol that may follow, and the state that it leads to.
    func forEachStep(from state: State, _ body: (UInt8, State) -> Void)
    /// An upper bound on the probability that the steps from `step` on complete a prefix that leads to `state` after a step of
    /// `symbol`.
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

/// The strings that an automaton accepts.
struct AutomatonStrings: SearchSpace {
    let automaton: NumberAutomaton
    /// Nil if it would be too large: the search is then still exact, but examines more prefixes.
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
