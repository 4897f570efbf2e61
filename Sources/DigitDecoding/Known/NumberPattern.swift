import DigitNN

/// What a number looks like: a part of the usual regular expressions, for the whole number.
///
/// `\d` is any digit, `[0-4]` and `[135]` are some, and `[-/]` are marks; `7` is itself. `?`, `*`, `+`, `{3}`, `{2,}` and `{2,4}` say how often
/// what is before them comes, `|` parts choices, and parentheses group. Any other sign stands for itself, with a backslash before it
/// if it has another meaning here. A sign outside of brackets matches the mark that is written; where none is, it is put into the text.
public struct NumberPattern: Equatable, Sendable {
    /// What it was made of.
    public let text: String
    let nodes: PatternAutomaton

    /// Reads a pattern such as `\d{3}-\d{4}` or `(19|20)\d\d`.
    /// - Throws: `DecodingError` that says what is not understood, or that it is too complex.
    public init(_ text: String) throws(DecodingError) {
        var parser = PatternParser(text)
        let tree = try parser.parse()
        self.text = text
        nodes = try PatternAutomaton(tree, name: "pattern \"\(text)\"")
    }

    /// The numbers that it allows, as they are written: signs that it has may be missing.
    package func automaton() throws(DecodingError) -> NumberAutomaton {
        do throws(DecodingError) { return try nodes.deterministic() } catch {
            throw DecodingError("pattern \"\(text)\": \(error)")
        }
    }

    /// The text of a number that it allows: its symbols, with as few signs put in as can be.
    /// - Returns: nil if it is not allowed.
    package func written(_ symbols: [UInt8]) -> [WrittenSymbol]? { nodes.written(symbols) }
}

/// A sign of a number's text.
package struct WrittenSymbol: Equatable, Sendable {
    package var character: Character
    /// Which of the symbols that were read it is; nil where it was put in.
    package var place: Int?
}

/// What a pattern is made of.
indirect enum PatternNode {
    /// One of these classes, which must be written.
    case symbols(Set<UInt8>)
    /// A sign that is put in where it is not written.
    case sign(Character)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `most` is nil for any number of times.
    case repetition(PatternNode, least: Int, most: Int?)
}
