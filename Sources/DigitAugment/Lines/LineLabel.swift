/// What a made line says.
public struct LineLabel: Equatable, Sendable {
    /// Columns of the strip; those behind are padding.
    public let width: Int
    /// Classes of the alphabet of numbers, from left to right.
    public let symbols: [UInt8]

    /// The columns of a strip for which the network gives one distribution.
    static let columnsPerStep = 4

    /// Whether the network's steps are enough to spell the symbols: one for each, and one between two that are the same (Graves et
    /// al. 2006).
    public var isFeasible: Bool {
        let repeats = zip(symbols, symbols.dropFirst()).count { $0 == $1 }
        return symbols.count + repeats <= (width + Self.columnsPerStep - 1) / Self.columnsPerStep
    }
}
