import DigitTensor

extension Philox {
    /// A uniform number in the range.
    mutating func uniform(_ range: ClosedRange<Float>) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * nextUniform()
    }

    /// A normal number of mean 0, cut off at two and a half standard deviations, so that no sample is far out.
    mutating func normal(_ deviation: Float) -> Float { deviation * min(2.5, max(-2.5, nextNormal())) }

    /// True with the given probability.
    mutating func chance(_ probability: Float) -> Bool { nextUniform() < probability }

    /// One of the elements, of which there must be at least one.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int(next(below: UInt32(elements.count)))] }

    /// A whole number in the range.
    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next(below: UInt32(range.upperBound - range.lowerBound + 1)))
    }
}

/// A source of many random numbers of lower quality for noise on pixels: eight xorshift generators (Marsaglia 2003) side by side.
struct NoiseSource {
    private var state: SIMD8<UInt32>

    init(_ random: inout Philox) {
        state = .zero
        for lane in 0..<8 { state[lane] = random.next() | 1 }
    }

    /// Eight numbers, uniform in 0 ..< 1.
    mutating func next() -> SIMD8<Float> {
        state ^= state &<< 13
        state ^= state &>> 17
        state ^= state &<< 5
        return SIMD8<Float>(state &>> 8) * 0x1p-24
    }
}
