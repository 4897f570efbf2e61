/// A counter-based random number generator: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011).
///
/// Its whole state is a key and a position, so any number can be drawn on any thread, in any order, and drawn again: that makes
/// results independent of the number of threads, and training exactly resumable.
public struct Philox: Sendable, Equatable {
    /// The purposes of the numbers. Streams of one seed are independent of each other.
    public enum Stream: UInt32, Sendable {
        case weights = 1
        case shuffle = 2
        case dropout = 3
        case augmentation = 4
        case bucket = 5
        case lines = 6
    }

    private let key: (UInt32, UInt32)
    private let stream: UInt32
    private let index: UInt32
    private var position: UInt64
    private var block: SIMD4<UInt32> = .zero

    /// A generator for one use of `seed`.
    /// - Parameters:
    ///   - stream: the purpose of the numbers.
    ///   - index: a second coordinate, such as the epoch; each index is a stream of its own.
    ///   - position: the number of values already drawn, to continue from a saved state.
    public init(seed: UInt64, stream: Stream, index: UInt32 = 0, position: UInt64 = 0) {
        key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        self.stream = stream.rawValue
        self.index = index
        self.position = position
        if position % 4 != 0 { block = values(at: position / 4) }
    }

    /// The four 32-bit values of one counter, without changing the state.
    public func values(at counter: UInt64) -> SIMD4<UInt32> {
        var (c0, c1) = (UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32))
        var (c2, c3) = (index, stream)
        var (k0, k1) = key
        for _ in 0..<10 {
            let product0 = UInt64(c0) &* 0xD251_1F53
            let product1 = UInt64(c2) &* 0xCD9E_8D57
            c0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ c1 ^ k0
            c2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ c3 ^ k1
            c1 = UInt32(truncatingIfNeeded: product1)
            c3 = UInt32(truncatingIfNeeded: product0)
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }

    /// The values of some counters, each 32-bit value as two of 16 bits, the lower one first.
    package func fill(_ halves: UnsafeMutablePointer<UInt16>, withValuesFrom first: UInt64, counters: Int) {
        for counter in 0..<counters {
            let block = values(at: first + UInt64(counter))
            for i in 0..<4 {
                halves[8 * counter + 2 * i] = UInt16(truncatingIfNeeded: block[i])
                halves[8 * counter + 2 * i + 1] = UInt16(truncatingIfNeeded: block[i] >> 16)
            }
        }
    }

    /// The next 32 random bits.
    public mutating func next() -> UInt32 {
        let lane = Int(position % 4)
        if lane == 0 { block = values(at: position / 4) }
        position += 1
        return block[lane]
    }

    /// Uniform in 0 ..< 1, a multiple of 2^-24.
    public mutating func nextUniform() -> Float { Float(next() >> 8) * 0x1p-24 }

    /// Uniform in 0 ..< bound, without bias (Lemire 2019).
    public mutating func next(below bound: UInt32) -> UInt32 {
        precondition(bound > 0, "the bound is at least 1")
        var (high, low) = bound.multipliedFullWidth(by: next())
        if low < bound {
            let threshold = (0 &- bound) % bound
            while low < threshold { (high, low) = bound.multipliedFullWidth(by: next()) }
        }
        return high
    }

    /// Normal with mean 0 and standard deviation 1: the logarithm and the angle of two uniform draws (Box and Muller 1958), in
    /// the polar form that needs no trigonometry (Marsaglia and Bray 1964).
    public mutating func nextNormal() -> Float {
        while true {
            let x = 2 * nextUniform() - 1
            let y = 2 * nextUniform() - 1
            let squared = x * x + y * y
            if squared > 0, squared < 1 { return x * (-2 * naturalLogarithm(squared) / squared).squareRoot() }
        }
    }

    /// A random permutation of 0 ..< count (Fisher and Yates, Durstenfeld's form).
    public mutating func permutation(_ count: Int) -> [UInt32] {
        var order = (0..<UInt32(count)).map { $0 }
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, Int(next(below: UInt32(last + 1))))
        }
        return order
    }

    public static func == (one: Philox, other: Philox) -> Bool {
        one.key == other.key && one.stream == other.stream && one.index == other.index && one.position == other.position
    }
}
