/// What is known of the numbers in a picture before they are read.
public struct FieldConstraint: Equatable, Sendable {
    /// A rule that the digits of a number obey together.
    public enum Checksum: String, Sendable, CaseIterable {
        /// Luhn's formula (ISO/IEC 7812-1, annex B), as in card numbers and IMEIs: every second digit from the right is doubled, and
        /// the sum of all the digits then is a multiple of ten.
        case luhn
    }

    /// What the numbers look like; nil for any.
    public var pattern: FieldPattern?
    /// What their digits obey together; nil for nothing.
    public var checksum: Checksum?

    /// A constraint of the given kind; without any, everything is allowed.
    public init(pattern: FieldPattern? = nil, checksum: Checksum? = nil) {
        self.pattern = pattern
        self.checksum = checksum
    }
}

/// Follows a number from its last digit to its first, and knows whether it may end there.
struct FieldAutomaton {
    let pattern: FieldPattern?
    let checksum: FieldConstraint.Checksum?

    init(_ constraint: FieldConstraint?) {
        pattern = constraint?.pattern
        checksum = constraint?.checksum
    }

    /// Whether every string of digits is allowed.
    var allowsAll: Bool { pattern == nil && checksum == nil }

    /// A state: how many of the pattern's items are still ahead, whether the next digit is doubled, and the sum so far modulo 10.
    var stateCount: Int { 20 * ((pattern?.items.count ?? 0) + 1) }
    var start: Int { 20 * (pattern?.items.count ?? 0) }

    /// The states after one more digit to the left.
    func states(after state: Int, digit: Int) -> [Int] {
        var (ahead, isDoubled, sum) = (state / 20, state / 10 % 2 == 1, state % 10)
        if checksum == .luhn {
            let value = isDoubled ? 2 * digit : digit
            sum = (sum + value / 10 + value % 10) % 10
            isDoubled.toggle()
        }
        let rest = (isDoubled ? 10 : 0) + sum
        guard let items = pattern?.items else { return [rest] }
        var result: [Int] = []
        while ahead > 0 {
            ahead -= 1
            if items[ahead].takes(digit) { result.append(20 * ahead + rest) }
            guard items[ahead].maySkip else { break }
        }
        return result
    }

    /// Whether a number may begin where a state is reached.
    func accepts(_ state: Int) -> Bool {
        state % 10 == 0 && (pattern?.items[..<(state / 20)].allSatisfy(\.maySkip) ?? true)
    }

    /// The text of digits from left to right with the states that each led to.
    func text(_ digits: [(state: Int, digit: Int)]) -> String {
        guard let pattern else { return digits.map { String($0.digit) }.joined() }
        return pattern.text(digits.map { (item: $0.state / 20, digit: $0.digit) })
    }
}
