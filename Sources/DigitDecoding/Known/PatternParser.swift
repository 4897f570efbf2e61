import DigitNN

/// Parses the text of a pattern.
struct PatternParser {
    private let text: String
    private var rest: Substring
    private var depth = 0
    private var hasDigit = false

    /// The longest pattern, in characters.
    private static let mostCharacters = 500
    /// The most levels of nested groups.
    private static let mostDepth = 20
    /// The largest number in braces.
    private static let mostTimes = NumberConstraint.mostDigits

    init(_ text: String) {
        self.text = text
        rest = Substring(text)
    }

    mutating func parse() throws(DecodingError) -> PatternNode {
        guard text.unicodeScalars.count <= Self.mostCharacters else {
            throw DecodingError("pattern: at most \(Self.mostCharacters) characters expected, got \(text.unicodeScalars.count)")
        }
        let result = try choice()
        if !rest.isEmpty { throw error("\")\" without \"(\"") }
        guard hasDigit else { throw error("at least one digit expected") }
        return result
    }

    private mutating func choice() throws(DecodingError) -> PatternNode {
        var choices = [try sequence()]
        while rest.first == "|" {
            rest.removeFirst()
            choices.append(try sequence())
        }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws(DecodingError) -> PatternNode {
        var parts: [PatternNode] = []
        while let character = rest.first, character != "|", character != ")" {
            rest.removeFirst()
            parts.append(try repeated(try item(character)))
        }
        return .sequence(parts)
    }

    private mutating func item(_ character: Character) throws(DecodingError) -> PatternNode {
        switch character {
        case "\\": return try escaped()
        case "[": return .symbols(try someSymbols())
        case "(": return try group()
        case "*", "+", "^", "$", ".", "{", "}", "]", "?":
            throw error("\"\(character)\" is not supported here; put a \\ before it to match it as it is")
        default:
            guard let digit = digit(character) else { return .sign(character) }
            hasDigit = true
            return .symbols([digit])
        }
    }

    private mutating func group() throws(DecodingError) -> PatternNode {
        depth += 1
        guard depth <= Self.mostDepth else { throw error("at most \(Self.mostDepth) levels of nested groups expected") }
        let result = try choice()
        guard rest.popFirst() == ")" else { throw error("a \")\" after \"(\" expected") }
        depth -= 1
        return result
    }

    private mutating func escaped() throws(DecodingError) -> PatternNode {
        guard let character = rest.popFirst() else { throw error("a character after the last \\ expected") }
        if character == "d" {
            hasDigit = true
            return .symbols(Set(1...10))
        }
        guard !character.isLetter, !character.isNumber else { throw error("\"\\\(character)\" is not supported; only \\d is") }
        return .sign(character)
    }

    /// The inside of brackets.
    private mutating func someSymbols() throws(DecodingError) -> Set<UInt8> {
        var result = Set<UInt8>()
        while let character = rest.popFirst() {
            if character == "]" {
                guard !result.isEmpty else { throw error("digits or marks in brackets expected") }
                return result
            }
            guard let first = digit(character) else {
                result.insert(try mark(character))
                continue
            }
            hasDigit = true
            // A dash before the closing bracket is itself.
            guard rest.first == "-", rest.dropFirst().first != "]" else {
                result.insert(first)
                continue
            }
            rest.removeFirst()
            guard let character = rest.popFirst(), let last = digit(character), first <= last else {
                throw error("a larger digit after \"\(character)-\" expected")
            }
            result.formUnion(first...last)
        }
        throw error("digits and a \"]\" after \"[\" expected")
    }

    private mutating func mark(_ character: Character) throws(DecodingError) -> UInt8 {
        var character = character
        if character == "\\" {
            guard let next = rest.popFirst() else { throw error("a character after the last \\ expected") }
            character = next
        }
        guard let symbol = NumberAlphabet.symbol(of: character), Marks.classes.contains(symbol) else {
            throw error("digits in brackets expected, or marks that can be read, got \"\(character)\"")
        }
        return symbol
    }

    /// An item, repeated as what follows says.
    private mutating func repeated(_ node: PatternNode) throws(DecodingError) -> PatternNode {
        var result = node
        var times = 0
        while let character = rest.first, "?*+{".contains(character) {
            rest.removeFirst()
            times += 1
            guard times == 1 else {
                throw error("\"\(character)\" is not supported here; put a \\ before it to match it as it is")
            }
            switch character {
            case "?": result = .repetition(result, least: 0, most: 1)
            case "*": result = .repetition(result, least: 0, most: nil)
            case "+": result = .repetition(result, least: 1, most: nil)
            default:
                let (least, most) = try braces()
                result = .repetition(result, least: least, most: most)
            }
        }
        return result
    }

    private mutating func braces() throws(DecodingError) -> (least: Int, most: Int?) {
        guard let end = rest.firstIndex(of: "}") else { throw error("a \"}\" after \"{\" expected") }
        let counts = rest[..<end].split(separator: ",", omittingEmptySubsequences: false)
        rest = rest[rest.index(after: end)...]
        if counts.count == 2, counts[1].isEmpty, let least = Int(counts[0]), (0...Self.mostTimes).contains(least) {
            return (least, nil)
        }
        guard (1...2).contains(counts.count), let least = Int(counts[0]), let most = Int(counts[counts.count - 1]), least >= 0,
            least <= most, 1...Self.mostTimes ~= most
        else { throw error("{n}, {n,} or {n,m} with at most \(Self.mostTimes) expected") }
        return (least, most)
    }

    private func digit(_ character: Character) -> UInt8? {
        NumberAlphabet.symbol(of: character).flatMap { NumberAlphabet.digit(of: $0) == nil ? nil : $0 }
    }

    private func error(_ problem: String) -> DecodingError { DecodingError("pattern \"\(text)\": \(problem)") }
}
