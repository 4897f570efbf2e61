/// What the number in a field looks like: so many digits, which digits where, and signs between them.
///
/// A small part of the usual regular expressions, for the whole number: `\d` is any digit, `[0-4]` and `[135]` are some, `7` is itself;
/// `{3}`, `{2,4}` and `?` after one of these say how often it comes. Any other sign, such as `-`, stands in the text as it is and is not
/// looked for in the picture.
public struct FieldPattern: Equatable, Sendable {
    /// One place of a number.
    enum Item: Equatable, Sendable {
        /// One of these digits, which may be missing if it is optional.
        case digit(Set<Int>, isOptional: Bool)
        /// A sign that is only written in the text.
        case sign(Character)

        var maySkip: Bool {
            switch self {
            case .digit(_, let isOptional): isOptional
            case .sign: true
            }
        }

        func takes(_ digit: Int) -> Bool {
            if case .digit(let digits, _) = self { digits.contains(digit) } else { false }
        }
    }

    let items: [Item]

    /// The most places of a pattern.
    static let mostItems = 64

    /// Exactly `count` digits, 1...64.
    /// - Throws: `ReaderError` for another count.
    public init(digits count: Int) throws(ReaderError) {
        guard (1...Self.mostItems).contains(count) else {
            throw ReaderError("a length of 1 to \(Self.mostItems) digits expected, got \(count)")
        }
        items = Array(repeating: .digit(Set(0...9), isOptional: false), count: count)
    }

    /// Reads a pattern such as `\d{3}-\d{4}`.
    /// - Throws: `ReaderError` that says what is not understood.
    public init(_ text: String) throws(ReaderError) {
        var parser = FieldPatternParser(text)
        items = try parser.items()
    }

    /// The text of digits of which each was taken by one of the items, from left to right.
    func text(_ digits: [(item: Int, digit: Int)]) -> String {
        var result = ""
        var next = 0
        for (index, item) in items.enumerated() {
            if next < digits.count, digits[next].item == index {
                result += String(digits[next].digit)
                next += 1
            } else if case .sign(let sign) = item {
                result.append(sign)
            }
        }
        return result
    }
}

/// Reads the text of a pattern.
private struct FieldPatternParser {
    private let text: String
    private var rest: Substring

    init(_ text: String) {
        self.text = text
        rest = Substring(text)
    }

    mutating func items() throws(ReaderError) -> [FieldPattern.Item] {
        var result: [FieldPattern.Item] = []
        while let character = rest.popFirst() {
            switch character {
            case "\\": result += try repeated(try escaped())
            case "[": result += try repeated(try someDigits())
            case "*", "+", "(", ")", "|", "^", "$", ".", "{", "}", "]", "?":
                throw error("\"\(character)\" is not understood there; a sign as it is has a \\ before it")
            default:
                if let digit = character.wholeNumberValue, character.isASCII {
                    result += try repeated([digit])
                } else {
                    result.append(.sign(character))
                }
            }
            guard result.count <= FieldPattern.mostItems else { throw error("at most \(FieldPattern.mostItems) places expected") }
        }
        guard result.contains(where: { !$0.maySkip }) else { throw error("at least one digit expected") }
        return result
    }

    /// What follows a backslash: the digits that it stands for, none for a sign as it is.
    private mutating func escaped() throws(ReaderError) -> Set<Int> {
        guard let character = rest.popFirst() else { throw error("something after the last \\ expected") }
        if character == "d" { return Set(0...9) }
        guard !character.isLetter, !character.isNumber else { throw error("\"\\\(character)\" is not understood; only \\d is") }
        rest = "\u{0}" + String(character) + rest
        return []
    }

    /// The inside of brackets.
    private mutating func someDigits() throws(ReaderError) -> Set<Int> {
        var result = Set<Int>()
        while let character = rest.popFirst(), character != "]" {
            guard let first = digit(character) else { throw error("digits in brackets expected, got \"\(character)\"") }
            guard rest.first == "-" else {
                result.insert(first)
                continue
            }
            rest.removeFirst()
            guard let character = rest.popFirst(), let last = digit(character), first <= last else {
                throw error("a larger digit after \"\(first)-\" expected")
            }
            result.formUnion(first...last)
        }
        guard text.contains("]"), !result.isEmpty else { throw error("digits and a \"]\" after \"[\" expected") }
        return result
    }

    /// As many items as what follows says.
    private mutating func repeated(_ digits: Set<Int>) throws(ReaderError) -> [FieldPattern.Item] {
        if digits.isEmpty {
            // A sign that was escaped.
            rest.removeFirst()
            return [.sign(rest.removeFirst())]
        }
        if rest.first == "?" {
            rest.removeFirst()
            return [.digit(digits, isOptional: true)]
        }
        guard rest.first == "{" else { return [.digit(digits, isOptional: false)] }
        rest.removeFirst()
        guard let end = rest.firstIndex(of: "}") else { throw error("a \"}\" after \"{\" expected") }
        let counts = rest[..<end].split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        rest = rest[rest.index(after: end)...]
        guard (1...2).contains(counts.count), let least = counts[0], let most = counts[counts.count - 1], least >= 0,
            least <= most, 1...FieldPattern.mostItems ~= most
        else { throw error("{n} or {n,m} with at most \(FieldPattern.mostItems) expected") }
        return Array(repeating: .digit(digits, isOptional: false), count: least)
            + Array(repeating: .digit(digits, isOptional: true), count: most - least)
    }

    private func digit(_ character: Character) -> Int? { character.isASCII ? character.wholeNumberValue : nil }

    private func error(_ problem: String) -> ReaderError { ReaderError("pattern \"\(text)\": \(problem)") }
}
