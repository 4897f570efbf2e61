/// Valid numbers, up to some millions, in arrays that are searched by prefix.
///
/// If no number of the list has marks, written marks are ignored. If some have, they are part of the numbers: a mark of a number
/// may be missing in writing, and others may not occur.
public struct NumberList: Sendable {
    private let spellings: Spellings
    /// Whether some have marks.
    public let hasMarks: Bool
    /// The lengths of spellings in symbols.
    let lengths: Set<Int>
    /// The prior probability of all numbers in the list.
    let share: Double
    private let numberCount: Int

    /// The number of different numbers in it.
    public var count: Int { numberCount }

    /// - Throws: `DecodingError` if there are none, or too many.
    init(_ entries: NumberListEntries) throws(DecodingError) { try self.init(Spellings(entries)) }

    private init(_ spellings: Spellings) throws(DecodingError) {
        guard !spellings.sorted.isEmpty else { throw DecodingError("a list of at least one number expected") }
        self.spellings = spellings
        numberCount = spellings.sorted.count { !$0.lacksMarks }
        let hasMarks = numberCount < spellings.sorted.count
        self.hasMarks = hasMarks
        var isLength = [Bool](repeating: false, count: NumberConstraint.mostDigits + 1)
        var share = 0.0
        for spelling in spellings.sorted {
            var (length, probability) = (0, NumberPrior.ending)
            spellings.forEachSymbol(of: spelling) { symbol in
                length += 1
                probability = NumberPrior.probability(probability, adding: symbol, withoutMarks: !hasMarks)
            }
            isLength[length] = true
            share += probability
        }
        lengths = Set(isLength.indices.filter { isLength[$0] })
        self.share = share
    }

    /// The text of a number as written in the list; a list made of another one keeps that one's indices.
    package func text(_ entry: Int) -> String { spellings.entries.text(entry) }

    /// The numbers of the list that are spelled with the given symbols.
    package func entries(writtenAs symbols: [UInt8]) -> some RandomAccessCollection<Int> {
        var state: State? = start
        for symbol in symbols {
            var next: State?
            if let state { forEachStep(from: state) { if $0 == symbol { next = $1 } } }
            state = next
        }
        let range = state.map { $0.low..<firstAfter(0, from: $0.low, $0) } ?? 0..<0
        return spellings.sorted[range].lazy.map(\.number)
    }

    /// The first number of the list that matches a text, as it is written in the list; nil if there is none.
    package func entry(writtenAs text: String) -> String? {
        numberSymbols(Array(text.utf8)[...]).flatMap { entries(writtenAs: $0).first }.map { self.text($0) }
    }

    /// The list without the numbers that another condition rejects.
    /// - Throws: `DecodingError` if none is left.
    package func filtered(_ isAllowed: ([UInt8]) -> Bool) throws(DecodingError) -> NumberList {
        try NumberList(spellings.filtered(isAllowed))
    }

    /// A range of spellings with a common prefix.
    struct State {
        var low, high, depth: Int
    }

    var start: State { State(low: 0, high: spellings.sorted.count, depth: 0) }

    func accepts(_ state: State) -> Bool { state.low < state.high && symbol(state.low, state) == 0 }

    func forEachStep(from state: State, _ body: (UInt8, State) -> Void) {
        // Those that end there come first.
        var low = firstAfter(0, from: state.low, state)
        while low < state.high {
            let symbol = symbol(low, state)
            let end = firstAfter(symbol, from: low, state)
            body(symbol, State(low: low, high: end, depth: state.depth + 1))
            low = end
        }
    }

    /// The symbol of a spelling that follows a state's prefix; 0 if it ends there.
    private func symbol(_ spelling: Int, _ state: State) -> UInt8 {
        spellings.symbol(state.depth, of: spellings.sorted[spelling])
    }

    /// The first spelling of a state whose next symbol is a later one.
    private func firstAfter(_ symbol: UInt8, from low: Int, _ state: State) -> Int {
        var (low, high) = (low, state.high)
        while low < high {
            let middle = low + (high - low) / 2
            if self.symbol(middle, state) <= symbol { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
