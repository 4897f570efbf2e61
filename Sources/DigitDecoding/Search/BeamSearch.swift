import DigitNN
import DigitTensor

/// Finds likely strings where there are too many to find the likeliest: from step to step, only the prefixes whose allowed completions are
/// likeliest are kept (prefix beam search, Hannun et al. 2014). Not exact; the probabilities of the strings that it finds are.
struct BeamSearch<Space: SearchSpace> {
    private let space: Space
    private let frames: SymbolFrames
    private var nodes: [Node]
    private var numbers: [Key: Int]

    /// How many prefixes are kept.
    private static var width: Int { 64 }

    /// A prefix: one that is kept already, and one more symbol.
    private struct Key: Hashable {
        var parent: Int
        var symbol: UInt8
    }

    private struct Node {
        var key: Key
        var sums: Sums
    }

    /// Sums over the alignments that were kept, relative to the step's scale.
    private struct Sums {
        var state: Space.State
        var blank = 0.0
        var inSymbol = 0.0
    }

    init(_ space: Space, frames: SymbolFrames) {
        (self.space, self.frames) = (space, frames)
        let root = Key(parent: -1, symbol: NumberAlphabet.blank)
        nodes = [Node(key: root, sums: Sums(state: space.start, blank: 1))]
        numbers = [root: 0]
    }

    /// - Parameter total: an upper bound on the probability of all allowed strings.
    func run(count: Int, total: Double) -> RankedStrings {
        var search = self
        var kept = [0]
        for step in 0..<frames.steps { kept = search.keep(search.continuations(of: kept, step: step), after: step) }
        let entries = kept.filter { search.space.accepts(search.nodes[$0].sums.state) }.map { node in
            let symbols = search.symbols(of: node)
            return RankedStrings.Entry(symbols: symbols, probability: naturalExponential(frames.logProbability(of: symbols)))
        }
        let best = entries.sorted { $0.probability > $1.probability }.prefix(count)
        let found = best.reduce(0) { $0 + $1.probability }
        return RankedStrings(entries: Array(best), rest: max(0, total - found), isExact: false)
    }

    /// The prefixes that a step makes of those that were kept.
    private func continuations(of kept: [Int], step: Int) -> [Key: Sums] {
        var result: [Key: Sums] = [:]
        for number in kept {
            let (key, sums) = (nodes[number].key, nodes[number].sums)
            let total = sums.blank + sums.inSymbol
            result[key, default: Sums(state: sums.state)].blank += total * frames.probability(step, NumberAlphabet.blank)
            if number > 0 {
                result[key, default: Sums(state: sums.state)].inSymbol += sums.inSymbol * frames.probability(step, key.symbol)
            }
            space.forEachStep(from: sums.state) { symbol, state in
                let emitted = (symbol == key.symbol ? sums.blank : total) * frames.probability(step, symbol)
                guard emitted > 0 else { return }
                result[Key(parent: number, symbol: symbol), default: Sums(state: state)].inSymbol += emitted
            }
        }
        return result
    }

    /// Keeps the best, scaled so that the largest sum is 1: only ratios count, and they do not vanish in long lines.
    private mutating func keep(_ sums: [Key: Sums], after step: Int) -> [Int] {
        let scored = sums.map { key, sums in
            let score =
                sums.blank * space.completion(from: step + 1, state: sums.state, after: NumberAlphabet.blank)
                + sums.inSymbol * space.completion(from: step + 1, state: sums.state, after: key.symbol)
            return (key: key, sums: sums, score: score)
        }.filter { $0.score > 0 }
        let best = scored.sorted {
            ($1.score, $0.key.parent, $0.key.symbol) < ($0.score, $1.key.parent, $1.key.symbol)
        }.prefix(Self.width)
        let scale = best.map { $0.sums.blank + $0.sums.inSymbol }.max() ?? 1
        return best.map { entry in
            let number = number(of: entry.key, entry.sums)
            nodes[number].sums.blank = entry.sums.blank / scale
            nodes[number].sums.inSymbol = entry.sums.inSymbol / scale
            return number
        }
    }

    private mutating func number(of key: Key, _ sums: Sums) -> Int {
        if let number = numbers[key] { return number }
        numbers[key] = nodes.count
        nodes.append(Node(key: key, sums: sums))
        return nodes.count - 1
    }

    private func symbols(of node: Int) -> [UInt8] {
        var result: [UInt8] = []
        var number = node
        while number > 0 {
            result.append(nodes[number].key.symbol)
            number = nodes[number].key.parent
        }
        return result.reversed()
    }
}
