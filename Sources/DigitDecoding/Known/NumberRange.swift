/// Values from one number to another, inclusive.
public struct NumberRange: Equatable, Sendable {
    let low: DecimalValue
    let high: DecimalValue

    /// Parses `LOW..HIGH`, such as `1..100`, `-5..5` or `0.5..99.95`.
    /// - Throws: `DecodingError` if it is no such range, or LOW is more than HIGH.
    public init(_ text: String) throws(DecodingError) {
        let bounds = rangeBounds(text)
        guard bounds.count == 2, let low = DecimalValue(bounds[0]), let high = DecimalValue(bounds[1]) else {
            throw DecodingError("range: LOW..HIGH expected, such as 1..100 or 0.5..99.95, got \"\(text)\"")
        }
        guard !(high < low) else { throw DecodingError("range: a LOW that is at most HIGH expected, got \"\(text)\"") }
        (self.low, self.high) = (low, high)
    }

    /// The least and the greatest magnitude of numbers without a minus, nil if there are none.
    var withoutMinus: ClosedMagnitudes? {
        high.isNegative ? nil : ClosedMagnitudes(least: low.isNegative ? .zero : low, greatest: high)
    }

    /// The least and the greatest magnitude of numbers with a minus, nil if there are none.
    var withMinus: ClosedMagnitudes? {
        low.isNegative ? ClosedMagnitudes(least: high.isNegative ? high : .zero, greatest: low) : nil
    }
}

/// Magnitudes from one to another; signs are ignored.
struct ClosedMagnitudes: Equatable, Sendable {
    var least, greatest: DecimalValue
}

/// A number in decimal digits, of any length.
struct DecimalValue: Equatable, Sendable {
    var isNegative = false
    /// Without leading zeros.
    var integer: [Int] = []
    /// Without zeros at the end.
    var fraction: [Int] = []

    static let zero = DecimalValue()

    init() {}

    /// Parses digits with an optional `-` and `.`, at most as many as a number may have.
    init?(_ text: some StringProtocol) {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text.dropFirst(0)
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), digits.utf8.count <= NumberConstraint.mostDigits, parts.allSatisfy({ !$0.isEmpty }),
            digits.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 })
        else { return nil }
        integer = parts[0].utf8.map { Int($0) - 48 }
        integer = Array(integer.drop { $0 == 0 })
        if parts.count == 2 { fraction = parts[1].utf8.map { Int($0) - 48 } }
        while fraction.last == 0 { fraction.removeLast() }
        isNegative = text.hasPrefix("-") && !(integer.isEmpty && fraction.isEmpty)
    }

    static func < (one: DecimalValue, other: DecimalValue) -> Bool {
        if one.isNegative != other.isNegative { return one.isNegative }
        return one.isNegative ? other.isSmaller(than: one) : one.isSmaller(than: other)
    }

    private func isSmaller(than other: DecimalValue) -> Bool {
        if integer.count != other.integer.count { return integer.count < other.integer.count }
        return integer != other.integer
            ? integer.lexicographicallyPrecedes(other.integer) : fraction.lexicographicallyPrecedes(other.fraction)
    }
}

/// Compares the magnitude of a number that is read digit by digit with a known one.
struct MagnitudeOrder: Hashable {
    /// The result for the digits so far: -1 for less, 1 for more, 0 for equal.
    private(set) var order = 0
    /// Digits before the decimal mark without leading zeros, capped at one more than the known number has.
    private(set) var count = 0
    /// Digits after the decimal mark, at most as many as the known number has.
    private(set) var decimals = 0

    mutating func addInteger(_ digit: Int, known: DecimalValue) {
        if count == 0 && digit == 0 { return }
        if count < known.integer.count, order == 0 { order = (digit - known.integer[count]).signum() }
        count = min(count + 1, known.integer.count + 1)
    }

    /// At the decimal mark, or the end.
    mutating func endInteger(known: DecimalValue) {
        if count != known.integer.count { order = count < known.integer.count ? -1 : 1 }
        count = 0
    }

    mutating func addDecimal(_ digit: Int, known: DecimalValue) {
        if order == 0 { order = (digit - (decimals < known.fraction.count ? known.fraction[decimals] : 0)).signum() }
        decimals = min(decimals + 1, known.fraction.count)
    }

    /// After all digits, the mark included.
    func final(known: DecimalValue) -> Int { order == 0 && decimals < known.fraction.count ? -1 : order }
}
