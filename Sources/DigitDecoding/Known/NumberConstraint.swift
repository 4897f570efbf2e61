import DigitNN

/// What is known about the numbers before they are read: all given conditions must hold.
public struct NumberConstraint: Sendable {
    /// The most digits of a number with a constraint.
    public static let mostDigits = 64

    /// The text must be accepted by it; nil if only the list is given.
    package let automaton: NumberAutomaton?
    /// The valid numbers that also satisfy the other conditions.
    package let list: NumberList?
    package private(set) var evidence: FieldEvidence
    /// The number of automaton states examined to build it.
    package let effort: Int
    private let pattern: NumberPattern?
    private let numeric: NumericForm?

    /// A constraint from all that is known; nil stands for unknown.
    ///
    /// - Parameters:
    ///   - length: the number of digits; marks are not counted.
    ///   - pattern: what they look like.
    ///   - checksum: the rule that their digits obey.
    ///   - range: their values.
    ///   - decimals: the number of digits after the decimal mark.
    ///   - list: the numbers that are valid.
    /// - Throws: `DecodingError` if no number is allowed, or what is known is too complex.
    public init(
        length: ClosedRange<Int>? = nil, pattern: NumberPattern? = nil, checksum: Checksum? = nil, range: NumberRange? = nil,
        decimals: Int? = nil, list: NumberList? = nil
    ) throws(DecodingError) {
        if let decimals, !(0...Self.mostDecimals).contains(decimals) {
            throw DecodingError("decimals: 0 to \(Self.mostDecimals) expected, got \(decimals)")
        }
        if let length, length.lowerBound < 1 || length.upperBound > Self.mostDigits {
            throw DecodingError("length: within 1..\(Self.mostDigits) expected, got \(length.lowerBound)..\(length.upperBound)")
        }
        let numeric = range == nil && decimals == nil ? nil : NumericForm(range: range, decimals: decimals)
        var parts: [NumberAutomaton] = []
        if let length { parts.append(try .length(length)) }
        if let checksum { parts.append(try checksum.automaton(length: length)) }
        if let pattern { parts.append(try pattern.automaton()) }
        if let numeric { parts.append(try numeric.automaton()) }
        let automaton = try Self.intersection(parts)
        if let automaton, automaton.isEmpty { throw DecodingError("no number meets all conditions") }
        self.automaton = list == nil ? automaton : nil
        effort = automaton?.effort ?? 0
        guard automaton == nil || list == nil else {
            do throws(DecodingError) { self.list = try list?.filtered { automaton?.accepts($0) ?? true } } catch {
                throw DecodingError("no number of the list meets all conditions")
            }
            (self.pattern, self.numeric) = (nil, nil)
            evidence = FieldEvidence(share: self.list?.share ?? 1)
            return
        }
        self.list = list
        (self.pattern, self.numeric) = (pattern, numeric)
        evidence = FieldEvidence(share: list?.share ?? automaton.map { NumberPrior.share($0) } ?? 1)
    }

    /// The constraint with the given prior odds that a line is such a number.
    package func expected(odds: Double) -> NumberConstraint {
        var result = self
        result.evidence.odds = odds
        return result
    }

    private static let mostDecimals = 20

    private static func intersection(_ parts: [NumberAutomaton]) throws(DecodingError) -> NumberAutomaton? {
        guard var result = parts.first else { return nil }
        for part in parts.dropFirst() { result = try result.intersection(part) }
        guard result.stateCount <= AutomatonLimit.searchedStates else {
            throw NumberAutomaton.tooComplex(most: AutomatonLimit.searchedStates)
        }
        return result
    }

    /// Whether nothing is known.
    public var allowsAll: Bool { automaton == nil && list == nil }

    /// Whether a number is allowed as it is written.
    /// - Parameter text: digits and marks.
    public func allows(_ text: String) -> Bool {
        guard let symbols = NumberAlphabet.symbols(of: text) else { return false }
        if let list {
            let counting = list.hasMarks ? symbols : symbols.filter { NumberAlphabet.digit(of: $0) != nil }
            return !list.entries(writtenAs: counting).isEmpty
        }
        return automaton?.accepts(symbols) ?? true
    }

    /// The text of an allowed number, with inserted signs.
    package func written(_ symbols: [UInt8]) -> [WrittenSymbol] {
        if let written = pattern?.written(symbols) { return written }
        return (numeric ?? NumericForm()).written(symbols)
    }
}
