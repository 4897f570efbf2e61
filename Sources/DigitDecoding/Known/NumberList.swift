import DigitNN

/// Valid numbers, up to some millions, in arrays that are searched by prefix.
///
/// If no number of the list has marks, written marks are ignored. If some have, they are part of the numbers: a mark of a number
/// may be missing in writing, and others may not occur.
public struct NumberList: Sendable {
    /// Symbols of all spellings, one after the other, in order.
    private let symbols: [UInt8]
    /// The start of each spelling, and the end of the last.
    private let starts: [UInt32]
    /// The number that each spelling belongs to.
    private let owners: [UInt32]
    /// The numbers as written in the list.
    private let entries: NumberListEntries
    /// Whether some have marks.
    public let hasMarks: Bool
    /// The lengths of spellings in symbols.
    let lengths: Set<Int>
    /// The prior probability of all numbers in the list.
    let share: Double

    /// The number of different numbers in it.
    public var count: Int { entries.count }

    /// The most symbols of all spellings together.
    private static let mostSymbols = 200_000_000
    /// A number with more marks than this is written with either all of them or none.
    private static let mostFreeMarks = 3

    /// - Throws: `DecodingError` if there are none, or too many.
    init(_ entries: NumberListEntries) throws(DecodingError) {
        guard entries.count > 0 else { throw DecodingError("a list of at least one number expected") }
        var writings = Writings()
        for entry in 0..<entries.count {
            writings.add(entries.symbols(entry), owner: entry, mostFreeMarks: Self.mostFreeMarks)
            guard writings.symbols.count <= Self.mostSymbols else {
                throw DecodingError("a list of at most \(Self.mostSymbols) digits and marks expected")
            }
        }
        self.entries = entries
        hasMarks = writings.hasMarks
        (symbols, starts, owners) = writings.sorted()
        var lengths = Set<Int>()
        var share = 0.0
        for writing in owners.indices {
            let symbols = symbols[Int(starts[writing])..<Int(starts[writing + 1])]
            lengths.insert(symbols.count)
            share += NumberPrior.probability(of: symbols, withoutMarks: !hasMarks)
        }
        (self.lengths, self.share) = (lengths, share)
    }

    /// The text of a number as written in the list.
    package func text(_ entry: Int) -> String { entries.text(entry) }

    /// The numbers of the list that are spelled with the given symbols.
    package func entries(writtenAs symbols: [UInt8]) -> [Int] {
        var state = start
        for symbol in symbols {
            var next: State?
            forEachStep(from: state) { if $0 == symbol { next = $1 } }
            guard let next else { return [] }
            state = next
        }
        return (state.low..<state.high).prefix { length($0) == state.depth }.map { Int(owners[$0]) }
    }

    /// The first number of the list that matches a text, as it is written in the list; nil if there is none.
    package func entry(writtenAs text: String) -> String? {
        numberSymbols(Array(text.utf8)[...]).flatMap { entries(writtenAs: $0).first }.map { self.text($0) }
    }

    /// The list without the numbers that another condition rejects.
    /// - Throws: `DecodingError` if none is left.
    package func filtered(_ isAllowed: ([UInt8]) -> Bool) throws(DecodingError) -> NumberList {
        try NumberList(entries.filtered(isAllowed))
    }

    /// A range of spellings with a common prefix.
    struct State {
        var low, high, depth: Int
    }

    var start: State { State(low: 0, high: owners.count, depth: 0) }

    func accepts(_ state: State) -> Bool { state.low < state.high && length(state.low) == state.depth }

    func forEachStep(from state: State, _ body: (UInt8, State) -> Void) {
        var low = state.low
        while low < state.high, length(low) == state.depth { low += 1 }
        while low < state.high {
            let symbol = symbols[Int(starts[low]) + state.depth]
            let end = firstAfter(symbol, from: low, state)
            body(symbol, State(low: low, high: end, depth: state.depth + 1))
            low = end
        }
    }

    /// The first spelling of a state whose next symbol is a later one.
    private func firstAfter(_ symbol: UInt8, from low: Int, _ state: State) -> Int {
        var (low, high) = (low, state.high)
        while low < high {
            let middle = low + (high - low) / 2
            if symbols[Int(starts[middle]) + state.depth] <= symbol { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func length(_ writing: Int) -> Int { Int(starts[writing + 1] - starts[writing]) }
}

/// The spellings of a list's numbers.
private struct Writings {
    private(set) var symbols: [UInt8] = []
    private var starts: [UInt32] = [0]
    private var owners: [UInt32] = []
    private(set) var hasMarks = false

    mutating func add(_ number: ArraySlice<UInt8>, owner: Int, mostFreeMarks: Int) {
        let marks = number.indices.filter { Marks.classes.contains(number[$0]) }
        append(number, owner: owner)
        guard !marks.isEmpty else { return }
        hasMarks = true
        if marks.count > mostFreeMarks {
            append(number.filter { !Marks.classes.contains($0) }, owner: owner)
            return
        }
        for missing in 1..<(1 << marks.count) {
            let left = marks.indices.filter { missing >> $0 & 1 == 1 }.map { marks[$0] }
            append(number.indices.filter { !left.contains($0) }.map { number[$0] }, owner: owner)
        }
    }

    private mutating func append(_ writing: some Collection<UInt8>, owner: Int) {
        guard !writing.isEmpty else { return }
        symbols += writing
        starts.append(UInt32(truncatingIfNeeded: symbols.count))
        owners.append(UInt32(owner))
    }

    /// In the order of their symbols, a prefix before what continues it.
    func sorted() -> (symbols: [UInt8], starts: [UInt32], owners: [UInt32]) {
        struct Item {
            var key: UInt64
            var writing: UInt32
        }
        func symbols(_ writing: UInt32) -> ArraySlice<UInt8> {
            self.symbols[Int(starts[Int(writing)])..<Int(starts[Int(writing) + 1])]
        }
        // Twelve symbols of five bits are compared at once; few numbers are longer.
        var items = owners.indices.map { writing in
            var key: UInt64 = 0
            let all = symbols(UInt32(writing))
            for symbol in all.prefix(12) { key = key << 5 | UInt64(symbol) }
            return Item(key: key << UInt64(5 * (12 - min(12, all.count))), writing: UInt32(writing))
        }
        items.sort {
            if $0.key != $1.key { return $0.key < $1.key }
            let (one, other) = (symbols($0.writing).dropFirst(12), symbols($1.writing).dropFirst(12))
            if one.isEmpty && other.isEmpty || one.elementsEqual(other) { return $0.writing < $1.writing }
            return one.lexicographicallyPrecedes(other)
        }
        var result: (symbols: [UInt8], starts: [UInt32], owners: [UInt32]) = ([], [0], [])
        result.symbols.reserveCapacity(self.symbols.count)
        for item in items {
            result.symbols += symbols(item.writing)
            result.starts.append(UInt32(truncatingIfNeeded: result.symbols.count))
            result.owners.append(owners[Int(item.writing)])
        }
        return result
    }
}
