/// Reads JSON numbers as 32-bit floats, each correctly rounded. The only file here with pointers.
struct NumberCursor {
    let text: UnsafeBufferPointer<UInt8>
    var position: Int

    var current: UInt8 { position < text.count ? text[position] : 0 }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < text.count,
            text[position] == 0x20 || text[position] == 0x0A || text[position] == 0x0D || text[position] == 0x09
        {
            position += 1
        }
    }

    /// Reads the number at the position by the grammar of RFC 8259, section 6; nil, without moving, if there is none or it
    /// exceeds the range of floats.
    mutating func number() -> Float? {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        var decimal = Decimal()
        if take(UInt8(ascii: "0")) {
            // No digit follows a leading zero.
        } else if !takeDigits(&decimal, isFraction: false) {
            return fail(start)
        }
        if take(UInt8(ascii: ".")), !takeDigits(&decimal, isFraction: true) { return fail(start) }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            guard let exponent = exponent() else { return fail(start) }
            decimal.exponent += exponent
        }
        if (0x30...0x39).contains(current) { return fail(start) }  // 01
        guard let magnitude = decimal.float ?? Float(String(decoding: text[start..<position], as: UTF8.self)).map(abs),
            magnitude.isFinite
        else { return fail(start) }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func fail(_ start: Int) -> Float? {
        position = start
        return nil
    }

    @inline(__always)
    private mutating func takeDigits(_ decimal: inout Decimal, isFraction: Bool) -> Bool {
        let start = position
        while position < text.count {
            let digit = text[position] &- 0x30
            guard digit < 10 else { break }
            decimal.append(digit, isFraction: isFraction)
            position += 1
        }
        return position > start
    }

    /// The exponent after an `e`, clamped to what floats can need.
    private mutating func exponent() -> Int? {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        let start = position
        var value = 0
        while position < text.count, (0x30...0x39).contains(text[position]) {
            value = min(value * 10 + Int(text[position] - 0x30), 1_000_000)
            position += 1
        }
        return position > start ? (isNegative ? -value : value) : nil
    }
}

/// A number `digits * 10^exponent`.
private struct Decimal {
    var digits: UInt64 = 0
    var exponent = 0
    /// Whether there were more digits than `digits` can hold.
    var isCut = false

    /// The powers of ten that a double represents exactly.
    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
        1e22,
    ]

    @inline(__always)
    mutating func append(_ digit: UInt8, isFraction: Bool) {
        if digits < 1_000_000_000_000_000_000 {
            digits = digits &* 10 &+ UInt64(digit)
            if isFraction { exponent -= 1 }
        } else {
            isCut = true
        }
    }

    /// The nearest float; nil if this shortcut cannot determine it with certainty.
    ///
    /// The digits as a double and their division or multiplication by an exact power of ten are each rounded once, so the double
    /// is within two units in the last place of the true value. It then rounds to the same float as the true value, unless it is
    /// that close to the midpoint between two floats, which the lower 29 bits of its significand show.
    var float: Float? {
        if digits == 0, !isCut { return 0 }
        guard !isCut, abs(exponent) < Self.powers.count else { return nil }
        let power = Self.powers[abs(exponent)]
        let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
        // Subnormal floats have fewer bits.
        guard value > 1e-37, value < 3e38 else { return nil }
        let rest = value.bitPattern & 0x1FFF_FFFF
        return rest > 0x0FFF_FFFC && rest < 0x1000_0004 ? nil : Float(value)
    }
}
