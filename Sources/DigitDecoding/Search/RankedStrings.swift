/// The likeliest strings of a line.
package struct RankedStrings: Equatable, Sendable {
    /// A string and the sum over all its alignments.
    package struct Entry: Equatable, Sendable {
        package var symbols: [UInt8]
        package var probability: Double
    }

    /// The likeliest first.
    package var entries: [Entry]
    /// An upper bound on the probability of all other allowed strings together.
    package var rest: Double
    /// Whether `entries` are surely the likeliest, in this order; there may be fewer than were wanted.
    package var isExact: Bool
}

/// How far a search goes.
package struct SearchEffort: Equatable, Sendable {
    /// How many strings are wanted.
    package var count: Int
    /// Strings that are less likely than this share of the likeliest are not looked for.
    package var negligible = 1e-4
    /// The search ends without a string where all allowed ones together are surely less likely than this.
    package var leastTotal = 0.0
    /// The search goes on until all strings that it has not found are together less likely than this share of those found.
    package var mostRest = Double.infinity
    /// The most prefixes that are looked at.
    package var prefixes = 2_000

    /// The most products of prefixes and steps: some hundredths of a second. Lines that are so long that it would be less are given `leastPrefixes`.
    private static let mostWork = 500_000
    /// What a line of 200 digits needs, and room.
    private static let leastPrefixes = 800

    package init(count: Int) { self.count = count }

    /// The most prefixes for lines of so many steps.
    func prefixes(steps: Int) -> Int { min(prefixes, max(Self.leastPrefixes, Self.mostWork / max(1, steps))) }
}

/// The likeliest strings without a constraint.
package func rankedStrings(_ frames: SymbolFrames, effort: SearchEffort) -> RankedStrings {
    BestFirstSearch.run(AllStrings(), frames: frames, effort: effort)
}

/// The likeliest strings that an automaton allows.
/// - Parameter usesTable: whether bounds are exact; without, more prefixes are looked at.
package func rankedStrings(
    _ frames: SymbolFrames, _ automaton: NumberAutomaton, usesTable: Bool = true, effort: SearchEffort
) -> RankedStrings {
    let table = usesTable ? CompletionTable(automaton, frames: frames) : nil
    return BestFirstSearch.run(AutomatonStrings(automaton: automaton, table: table), frames: frames, effort: effort)
}
