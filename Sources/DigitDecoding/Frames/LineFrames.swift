import DigitNN
import DigitTensor

/// The network's output for a line in several views of it: the probability of a string is the mean over the views.
///
/// Views may have more or fewer steps than the line itself; all places are given in the line's own steps and columns.
package struct LineFrames: Sendable {
    /// The unchanged line, then its other views; at least one.
    package let views: [SymbolFrames]

    /// A line in one or more views.
    package init(_ line: SymbolFrames, others: [SymbolFrames] = []) { views = [line] + others }

    private init(views: [SymbolFrames]) { self.views = views }

    /// The unchanged line.
    package var line: SymbolFrames { views[0] }

    /// The mean of a value over the views.
    func mean(_ value: (SymbolFrames) -> Double) -> Double {
        views.count == 1 ? value(line) : views.reduce(0) { $0 + value($1) } / Double(views.count)
    }

    /// The natural logarithm of a string's probability; minus infinity if it is impossible.
    package func logProbability(of symbols: [UInt8]) -> Double {
        let sum = views.reduce(-Double.infinity) { addingLogarithms($0, $1.logProbability(of: symbols)) }
        return sum - naturalLogarithm(Double(views.count))
    }

    /// The same with each view replaced with a function of it.
    package func map(_ change: (SymbolFrames) -> SymbolFrames) -> LineFrames { LineFrames(views: views.map(change)) }

    /// Some of the line's steps, and the parts of the other views that show them.
    package subscript(range: Range<Int>) -> LineFrames { map { $0[scaled(range, to: $0)] } }

    /// The same with blank or print at some of the line's steps counted as other writing.
    func withOtherWriting(at ranges: [Range<Int>]) -> LineFrames {
        map { view in view.withOtherWriting(at: ranges.map { scaled($0, to: view) }) }
    }

    /// The steps of a view that show the given steps of the line.
    private func scaled(_ range: Range<Int>, to view: SymbolFrames) -> Range<Int> {
        guard view.steps != line.steps else { return range }
        let first = range.lowerBound * view.steps / max(1, line.steps)
        return first..<max(first, range.upperBound * view.steps / max(1, line.steps))
    }

    /// The line's steps of each symbol in the most likely alignment of a string, in the view in which it is most likely.
    /// - Returns: nil if the string is impossible.
    func bestAlignment(of symbols: [UInt8]) -> [Range<Int>]? {
        guard views.count > 1 else { return line.bestAlignment(of: symbols) }
        let likelihoods = views.map { PrefixSums.total(of: symbols, $0) }
        let best = views[likelihoods.indices.max { likelihoods[$0] < likelihoods[$1] } ?? 0]
        return best.bestAlignment(of: symbols)?.map { range in
            guard best.steps != line.steps else { return range }
            let first = range.lowerBound * line.steps / best.steps
            return first..<max(first + 1, (range.upperBound * line.steps + best.steps - 1) / best.steps)
        }
    }

    /// The most likely strings in the mean, among those that a search finds in each view.
    /// - Parameter search: finds the most likely strings of the view with an index.
    package func rankedStrings(_ search: (Int) -> RankedStrings) -> RankedStrings {
        guard views.count > 1 else { return search(0) }
        let found = views.indices.map(search)
        var known: [[UInt8]: [Double?]] = [:]
        for (view, ranked) in found.enumerated() {
            for entry in ranked.entries {
                known[entry.symbols, default: .init(repeating: nil, count: views.count)][view] = entry.probability
            }
        }
        let share = 1 / Double(views.count)
        let entries = known.map { symbols, probabilities in
            let sum = views.indices.reduce(0) { $0 + (probabilities[$1] ?? PrefixSums.total(of: symbols, views[$1])) }
            return RankedStrings.Entry(symbols: symbols, probability: share * sum)
        }.sorted {
            $0.probability != $1.probability ? $0.probability > $1.probability : $0.symbols.lexicographicallyPrecedes($1.symbols)
        }
        let all = found.reduce(0) { $0 + share * ($1.rest + $1.entries.reduce(0) { $0 + $1.probability }) }
        // Strings that no view has among its most likely are less likely than the mean of their last ones.
        let bound = found.reduce(0) { $0 + share * min($1.entries.last?.probability ?? $1.rest, $1.rest) }
        return RankedStrings(
            entries: entries, rest: max(0, all - entries.reduce(0) { $0 + $1.probability }),
            isExact: found.allSatisfy(\.isExact) && entries.first.map { $0.probability >= bound } ?? true)
    }
}

extension PrefixSums {
    /// The probability of a string: the sum over all its alignments, which may underflow in lines of some hundred symbols.
    package static func total(of symbols: [UInt8], _ frames: SymbolFrames) -> Double {
        symbols.reduce(PrefixSums(frames)) { PrefixSums($0, adding: $1, frames: frames) }.total
    }
}
