/// The spellings of a list's numbers.
struct ListStrings: SearchSpace {
    let list: NumberList
    /// Bounds that know only the lengths of spellings.
    private let lengths: AutomatonStrings

    init(_ list: NumberList, frames: SymbolFrames) {
        self.list = list
        let automaton = NumberAutomaton.symbolCount(list.lengths)
        lengths = AutomatonStrings(automaton: automaton, table: CompletionTable(automaton, frames: frames))
    }

    var start: NumberList.State { list.start }
    func accepts(_ state: NumberList.State) -> Bool { list.accepts(state) }
    func forEachStep(from state: NumberList.State, _ body: (UInt8, NumberList.State) -> Void) {
        list.forEachStep(from: state, body)
    }
    func completion(from step: Int, state: NumberList.State, after symbol: UInt8) -> Double {
        // States of the automaton are numbers of symbols.
        lengths.completion(from: step, state: state.depth, after: symbol)
    }
}

extension NumberAutomaton {
    /// Strings of digits and marks that have one of some lengths; a state is the number of symbols so far.
    static func symbolCount(_ lengths: Set<Int>) -> NumberAutomaton {
        let most = lengths.max() ?? 0
        var transitions: [Int32] = []
        for count in 0...most {
            for symbol in 0..<width {
                let isNumber = symbol >= 1 && symbol <= Int(Marks.classes.upperBound)
                transitions.append(isNumber && count < most ? Int32(count + 1) : none)
            }
        }
        return NumberAutomaton(transitions: transitions, accepting: (0...most).map { lengths.contains($0) })
    }
}
