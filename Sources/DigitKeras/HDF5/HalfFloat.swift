/// 16-bit IEEE 754 floats as bits. Swift's `Float16` is not available on every processor that macOS runs on.
enum HalfFloat {
    private static let (exponentBias, mantissaBits) = (15, 10)

    /// 2 to the power of the difference of the two formats' exponent biases.
    private static let rebias = Float(sign: .plus, exponent: 127 - exponentBias, significand: 1)

    /// The value of a 16-bit float, which a 32-bit one represents exactly.
    @inline(__always)
    static func value(of bits: UInt16) -> Float {
        // With the bits at their positions in the longer format only the exponent is off; multiplying also normalizes subnormal
        // numbers.
        let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13) * rebias
        let isFinite = bits & 0x7C00 != 0x7C00
        let special: UInt32 = isFinite ? 0 : 0x7F80_0000
        return Float(bitPattern: magnitude.bitPattern | special | UInt32(bits & 0x8000) << 16)
    }

    /// The nearest 16-bit float, ties to even; infinite from 65,520 on.
    static func bits(of value: Float) -> UInt16 {
        let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
        guard !value.isNaN else { return sign | 0x7E00 }
        guard value.isFinite, value.magnitude < 65_520 else { return sign | 0x7C00 }
        // In units of the last place; a mantissa that rounds up to 2048 carries into the exponent.
        let exponent = max(value.magnitude == 0 ? -14 : Int(value.magnitude.exponent), 1 - exponentBias)
        let units = (value.magnitude * Float(sign: .plus, exponent: mantissaBits - exponent, significand: 1))
            .rounded(.toNearestOrEven)
        // The mantissa's first bit, which is not stored, counts as one exponent; subnormal numbers have none.
        let biased = units < 1024 ? 0 : exponent + exponentBias - 1
        return sign | ((UInt16(biased) << 10) + UInt16(units))
    }
}
