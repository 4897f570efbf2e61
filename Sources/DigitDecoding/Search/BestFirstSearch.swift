import DigitNN

/// Finds the most likely allowed strings, exactly: the prefix whose allowed completions are together the most likely is extended
/// first (prefix search decoding, Graves 2008, section 7.5). A string that comes out before all prefixes is at least as likely as
/// any other.
struct BestFirstSearch<Space: SearchSpace> {
    private let space: Space
    private let frames: SymbolFrames
    private let effort: SearchEffort
    private var heap = MaxHeap<Candidate>()
    private var prefixes: [Prefix<Space.State>] = []
    /// The sum of the heap's keys, within rounding.
    private var rest = 0.0
    private static var rounding: Double { 1e-12 }

    private enum Candidate {
        /// A prefix that has not been examined: the one that it continues, nil for the empty one.
        case prefix(parent: Int?, symbol: UInt8, state: Space.State)
        /// A complete string.
        case string(Int)
    }

    init(_ space: Space, frames: SymbolFrames, effort: SearchEffort) {
        (self.space, self.frames, self.effort) = (space, frames, effort)
    }

    /// The most likely strings. If too many prefixes are about equally likely, as in noise, those of a beam search.
    static func run(_ space: Space, frames: SymbolFrames, effort: SearchEffort) -> RankedStrings {
        var search = BestFirstSearch(space, frames: frames, effort: effort)
        let result = search.run()
        if !result.isExact && result.entries.isEmpty {
            return BeamSearch(space, frames: frames).run(count: effort.count, total: result.rest)
        }
        return result
    }

    private mutating func run() -> RankedStrings {
        let most = effort.prefixes(steps: frames.steps)
        insert(.prefix(parent: nil, symbol: NumberAlphabet.blank, state: space.start), key: firstBound)
        var entries: [RankedStrings.Entry] = []
        var found = 0.0
        while let largest = heap.largestKey, largest > 0 {
            if let best = entries.first, largest < effort.negligible * best.probability, rest <= effort.mostRest * found { break }
            if entries.isEmpty && rest < effort.leastTotal - Self.rounding { break }
            if entries.count >= effort.count && rest <= effort.mostRest * found { break }
            guard let (key, candidate) = heap.removeLargest() else { break }
            rest -= key
            switch candidate {
            case .string(let prefix):
                entries.append(.init(symbols: symbols(of: prefix), probability: key))
                found += key
            case .prefix(let parent, let symbol, let state):
                guard prefixes.count < most else {
                    insert(candidate, key: key)
                    return ranked(entries, isExact: !entries.isEmpty)
                }
                look(at: Prefix(parent: parent, symbol: symbol, state: state, among: prefixes, frames: frames))
            }
        }
        return ranked(entries, isExact: true)
    }

    private func ranked(_ entries: [RankedStrings.Entry], isExact: Bool) -> RankedStrings {
        let others = entries.dropFirst(effort.count).reduce(0) { $0 + $1.probability }
        return RankedStrings(entries: Array(entries.prefix(effort.count)), rest: heap.sumOfKeys + others, isExact: isExact)
    }

    /// The probability of all allowed strings, or a bound on it.
    private var firstBound: Double { space.completion(from: 0, state: space.start, after: NumberAlphabet.blank) }

    private mutating func insert(_ candidate: Candidate, key: Double) {
        guard key > 0 else { return }
        heap.insert(candidate, key: key)
        rest += key
    }

    private mutating func look(at prefix: Prefix<Space.State>) {
        let number = prefixes.count
        prefixes.append(prefix)
        if space.accepts(prefix.state) { insert(.string(number), key: prefix.sums.total) }
        let (any, other) = (prefix.sums.beginnings(afterSymbol: true), prefix.sums.beginnings(afterSymbol: false))
        space.forEachStep(from: prefix.state) { symbol, state in
            let key = bound(symbol == prefix.symbol ? other : any, symbol, state)
            insert(.prefix(parent: number, symbol: symbol, state: state), key: key)
        }
    }

    /// The probability of all allowed strings that begin with a prefix and one more symbol, or a bound on it: the sum over the
    /// steps at which that symbol may begin.
    /// - Parameter beginnings: for each step, the probability that the steps before it make the prefix so that the symbol can
    ///   follow.
    private func bound(_ beginnings: [Double], _ symbol: UInt8, _ state: Space.State) -> Double {
        let first = Int(symbol) * frames.steps
        return beginnings.withUnsafeBufferPointer { beginnings in
            frames.bySymbol.withUnsafeBufferPointer { emitted in
                var sum = 0.0
                for step in beginnings.indices {
                    let begun = beginnings[step] * emitted[first + step]
                    sum += begun * space.completion(from: step + 1, state: state, after: symbol)
                }
                return sum
            }
        }
    }

    private func symbols(of prefix: Int) -> [UInt8] {
        var result: [UInt8] = []
        var place: Int? = prefix
        while let number = place, let parent = prefixes[number].parent {
            result.append(prefixes[number].symbol)
            place = parent
        }
        return result.reversed()
    }
}

/// The beginning of a string.
struct Prefix<State> {
    /// The prefix that it continues, nil for the empty one.
    let parent: Int?
    let symbol: UInt8
    let state: State
    let sums: PrefixSums

    init(parent: Int?, symbol: UInt8, state: State, among prefixes: [Prefix<State>], frames: SymbolFrames) {
        (self.parent, self.symbol, self.state) = (parent, symbol, state)
        sums = parent.map { PrefixSums(prefixes[$0].sums, adding: symbol, frames: frames) } ?? PrefixSums(frames)
    }
}
