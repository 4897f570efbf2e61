import DigitNN

/// What is known of numbers before they are read: all that is given must be so.
public struct NumberConstraint: Sendable {
    /// The most digits of a number about which something is known.
    public static let mostDigits = 64

    /// What is written must be allowed by it; nil where only the list says something.
    package let automaton: NumberAutomaton?
    /// Valid numbers that also are as the rest says.
    package let list: NumberList?
    package private(set) var evidence: FieldEvidence
    /// How many states of automata were looked at to make it.
    package let effort: Int
    private let pattern: NumberPattern?
    private let numeric: NumericForm?

    /// All that is known; nil stands for what is not.
    ///
    /// - Parameters:
    ///   - length: how many digits they have; marks do not count.
    ///   - pattern: what they look like.
    ///   - checksum: what their digits obey.
    ///   - range: which values they have.
    ///   - decimals: how many digits are behind the decimal mark.
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
        if let automaton, automaton.isEmpty { throw DecodingError("no number is allowed by all that is known") }
        self.automaton = list == nil ? automaton : nil
        effort = automaton?.effort ?? 0
        guard automaton == nil || list == nil else {
            do throws(DecodingError) { self.list = try list?.filtered { automaton?.accepts($0) ?? true } } catch {
                throw DecodingError("no number of the list is allowed by all that is known")
            }
            (self.pattern, self.numeric) = (nil, nil)
            evidence = FieldEvidence(share: self.list?.share ?? 1)
            return
        }
        self.list = list
        (self.pattern, self.numeric) = (pattern, numeric)
        evidence = FieldEvidence(share: list?.share ?? automaton.map { NumberPrior.share($0) } ?? 1)
    }

    /// The same where lines are more likely such numbers than not, before they are looked at.
    package func expected(odds: Double) -> NumberConstraint {
        var result = self
        result.evidence.odds = odds
        return result
    }

    private static let mostDecimals = 20

    private static func intersection(_ parts: [NumberAutomaton]) throws(DecodingError) -> NumberAutomaton? {
        guard var result = parts.first else { return nil }
        for part in parts.dropFirst() { result = try result.intersection(part) }
        guard result.stateCount <= AutomatonLimit.searchedStates else { throw NumberAutomaton.tooComplex }
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

    /// The text of an allowed number, with the signs that are put in.
    package func written(_ symbols: [UInt8]) -> [WrittenSymbol] {
        if let written = pattern?.written(symbols) { return written }
        return (numeric ?? NumericForm()).written(symbols)
    }
}
