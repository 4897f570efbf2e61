/// The most likely strings of a line.
package struct RankedStrings: Equatable, Sendable {
    /// A string and the sum over all its alignments.
    package struct Entry: Equatable, Sendable {
        package var symbols: [UInt8]
        package var probability: Double
    }

    /// The most likely first.
    package var entries: [Entry]
    /// An upper bound on the probability of all other allowed strings together.
    package var rest: Double
    /// Whether `entries` are certainly the most likely, in this order; there may be fewer than requested.
    package var isExact: Bool
}

/// The limits of a search.
package struct SearchEffort: Equatable, Sendable {
    /// The number of strings to find.
    package var count: Int
    /// Strings that are less likely than this fraction of the most likely one are not looked for.
    package var negligible = 1e-4
    /// The search ends without a string if all allowed ones together are certainly less likely than this.
    package var leastTotal = 0.0
    /// The search continues until all strings that it has not found are together less likely than this fraction of those found.
    package var mostRest = Double.infinity
    /// The most prefixes that are examined.
    package var prefixes = 2_000

    /// The most products of prefixes and steps: some hundredths of a second. Lines too long for that get `leastPrefixes`.
    private static let mostWork = 500_000
    /// What a line of 200 digits needs, with a margin.
    private static let leastPrefixes = 800

    package init(count: Int) { self.count = count }

    /// The most prefixes for lines of this many steps.
    func prefixes(steps: Int) -> Int { min(prefixes, max(Self.leastPrefixes, Self.mostWork / max(1, steps))) }
}

/// The most likely strings without a constraint.
package func rankedStrings(_ frames: SymbolFrames, effort: SearchEffort) -> RankedStrings {
    BestFirstSearch.run(AllStrings(), frames: frames, effort: effort)
}

/// The most likely strings that an automaton accepts.
/// - Parameter usesTable: whether bounds are exact; without, more prefixes are examined.
package func rankedStrings(
    _ frames: SymbolFrames, _ automaton: NumberAutomaton, usesTable: Bool = true, effort: SearchEffort
) -> RankedStrings {
    let table = usesTable ? CompletionTable(automaton, frames: frames) : nil
    return BestFirstSearch.run(AutomatonStrings(automaton: automaton, table: table), frames: frames, effort: effort)
}
