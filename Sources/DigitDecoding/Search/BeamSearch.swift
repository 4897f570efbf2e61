import DigitNN
import DigitTensor

/// Finds likely strings when there are too many prefixes for an exact search: at each step, only the prefixes with the most
/// likely allowed completions are kept (prefix beam search, Hannun et al. 2014). Not exact; the probabilities of the strings that
/// it finds are.
struct BeamSearch<Space: SearchSpace> {
    private let space: Space
    private let frames: SymbolFrames
    private var nodes: [Node]
    /// The node of each prefix that was ever kept.
    private var numbers: [Key: Int]

    /// The beam width: the number of prefixes that are kept.
    private static var width: Int { 64 }

    /// A prefix: one that was kept, and one more symbol.
    private struct Key: Hashable {
        var parent: Int
        var symbol: UInt8
    }

    private struct Node {
        var key: Key
        var state: Space.State
        /// Sums over the alignments that were kept, relative to the step's scale.
        var blank = 0.0
        var inSymbol = 0.0
        /// Its index among those that are kept, -1 if it is not.
        var place = -1
        /// The symbols, as bits, that follow it in prefixes that were ever kept.
        var continued: UInt32 = 0
    }

    /// A candidate to keep after a step.
    private struct Candidate {
        var key: Key
        var state: Space.State
        var blank = 0.0
        var inSymbol = 0.0
    }

    init(_ space: Space, frames: SymbolFrames) {
        (self.space, self.frames) = (space, frames)
        let root = Key(parent: -1, symbol: NumberAlphabet.blank)
        nodes = [Node(key: root, state: space.start, blank: 1)]
        numbers = [root: 0]
    }

    /// - Parameter total: an upper bound on the probability of all allowed strings.
    func run(count: Int, total: Double) -> RankedStrings {
        var search = self
        var kept = [0]
        for step in 0..<frames.steps { kept = search.keep(search.candidates(kept, step: step), insteadOf: kept, after: step) }
        // The best few, summed over all their alignments.
        let ends = kept.filter { search.space.accepts(search.nodes[$0].state) }.prefix(4 * count)
        let entries = ends.map { node in
            let symbols = search.symbols(of: node)
            return RankedStrings.Entry(symbols: symbols, probability: naturalExponential(frames.logProbability(of: symbols)))
        }
        let best = entries.sorted { $0.probability > $1.probability }.prefix(count)
        let found = best.reduce(0) { $0 + $1.probability }
        return RankedStrings(entries: Array(best), rest: max(0, total - found), isExact: false)
    }

    /// The kept prefixes, then their continuations.
    private mutating func candidates(_ kept: [Int], step: Int) -> [Candidate] {
        for (place, number) in kept.enumerated() { nodes[number].place = place }
        var result = kept.map { number in
            let node = nodes[number]
            return Candidate(
                key: node.key, state: node.state,
                blank: (node.blank + node.inSymbol) * frames.probability(step, NumberAlphabet.blank),
                inSymbol: number == 0 ? 0 : node.inSymbol * frames.probability(step, node.key.symbol))
        }
        for number in kept {
            let node = nodes[number]
            let total = node.blank + node.inSymbol
            space.forEachStep(from: node.state) { symbol, state in
                let emitted = (symbol == node.key.symbol ? node.blank : total) * frames.probability(step, symbol)
                guard emitted > 0 else { return }
                let key = Key(parent: number, symbol: symbol)
                if node.continued >> symbol & 1 == 1, let child = numbers[key], nodes[child].place >= 0 {
                    result[nodes[child].place].inSymbol += emitted
                } else {
                    result.append(Candidate(key: key, state: state, inSymbol: emitted))
                }
            }
        }
        for number in kept { nodes[number].place = -1 }
        return result
    }

    /// Keeps the best, the best first, scaled so that the largest sum is 1: only ratios matter, and they do not underflow in long
    /// lines.
    private mutating func keep(_ candidates: [Candidate], insteadOf kept: [Int], after step: Int) -> [Int] {
        let scores = candidates.map { candidate in
            candidate.blank * space.completion(from: step + 1, state: candidate.state, after: NumberAlphabet.blank)
                + candidate.inSymbol * space.completion(from: step + 1, state: candidate.state, after: candidate.key.symbol)
        }
        let best = Self.best(scores)
        let scale = best.map { candidates[$0].blank + candidates[$0].inSymbol }.max() ?? 1
        return best.map { place in
            let number = place < kept.count ? kept[place] : number(of: candidates[place])
            nodes[number].blank = candidates[place].blank / scale
            nodes[number].inSymbol = candidates[place].inSymbol / scale
            return number
        }
    }

    /// The indices of the largest positive scores, the largest first; ties are broken in the same way each time.
    private static func best(_ scores: [Double]) -> [Int] {
        var heap = MaxHeap<Int>()
        for (place, score) in scores.enumerated() where score > 0 {
            // The least of those so far is on top.
            if heap.count == width, score <= -(heap.largestKey ?? 0) { continue }
            heap.insert(place, key: -score)
            if heap.count > width { _ = heap.removeLargest() }
        }
        var result: [Int] = []
        while let (_, place) = heap.removeLargest() { result.append(place) }
        return result.reversed()
    }

    private mutating func number(of candidate: Candidate) -> Int {
        if let number = numbers[candidate.key] { return number }
        numbers[candidate.key] = nodes.count
        nodes[candidate.key.parent].continued |= 1 << UInt32(candidate.key.symbol)
        nodes.append(Node(key: candidate.key, state: candidate.state))
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
