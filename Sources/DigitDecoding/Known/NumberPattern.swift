import DigitNN

/// A pattern of numbers: a subset of regular expressions, which must match the whole number.
///
/// `\d` is any digit, `[0-4]` and `[135]` are some, and `[-/]` are marks; `7` is itself. `?`, `*`, `+`, `{3}`, `{2,}` and `{2,4}`
/// repeat what is before them, `|` separates alternatives, and parentheses group. Any other character stands for itself, with a
/// backslash before it if it has another meaning here. A character outside brackets matches a written mark; if none is written,
/// it is inserted into the text.
public struct NumberPattern: Equatable, Sendable {
    /// The text that it was parsed from.
    public let text: String
    let nodes: PatternAutomaton

    /// Parses a pattern such as `\d{3}-\d{4}` or `(19|20)\d\d`.
    /// - Throws: `DecodingError` that says what is not understood, or that it is too complex.
    public init(_ text: String) throws(DecodingError) {
        var parser = PatternParser(text)
        let tree = try parser.parse()
        self.text = text
        nodes = try PatternAutomaton(tree, name: "pattern \"\(text)\"")
    }

    /// The numbers that it allows, as they are written: its literal characters may be missing.
    package func automaton() throws(DecodingError) -> NumberAutomaton {
        do throws(DecodingError) { return try nodes.deterministic() } catch {
            throw DecodingError("pattern \"\(text)\": \(error)")
        }
    }

    /// The text of an allowed number: its symbols, with as few inserted characters as possible.
    /// - Returns: nil if it is not allowed.
    package func written(_ symbols: [UInt8]) -> [WrittenSymbol]? { nodes.written(symbols) }
}

/// A character of a number's text.
package struct WrittenSymbol: Equatable, Sendable {
    package var character: Character
    /// The index of the symbol that was read; nil if the character was inserted.
    package var place: Int?
}

/// The syntax tree of a pattern.
indirect enum PatternNode {
    /// One of these classes, which must be written.
    case symbols(Set<UInt8>)
    /// A literal that is inserted if it is not written.
    case sign(Character)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `most` is nil for any number of repetitions.
    case repetition(PatternNode, least: Int, most: Int?)
}
