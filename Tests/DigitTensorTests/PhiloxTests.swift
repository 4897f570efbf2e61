import DigitTensor
import Testing

/// The generator compared with the published vectors, and what is built on it.
struct PhiloxTests {
    /// The known-answer vectors of philox4x32-10 in Random123's `kat_vectors` (Salmon et al. 2011).
    /// Its counter words are our counter's low and high half, the index and the stream; its key words are the seed's halves.
    struct KnownAnswer: Sendable {
        let counter: [UInt32]
        let key: [UInt32]
        let result: SIMD4<UInt32>
    }

    static let weightsStream = Philox.Stream.weights

    @Test(
        "Values match philox4x32-10",
        arguments: [
            KnownAnswer(
                counter: [0, 0, 0, 0], key: [0, 0], result: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
            KnownAnswer(
                counter: [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], key: [0xffff_ffff, 0xffff_ffff],
                result: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
            KnownAnswer(
                counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], key: [0xa409_3822, 0x299f_31d0],
                result: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
        ])
    func knownAnswers(_ known: KnownAnswer) {
        let counter = UInt64(known.counter[1]) << 32 | UInt64(known.counter[0])
        let result = philox4x32(
            counter: SIMD4(known.counter[0], known.counter[1], known.counter[2], known.counter[3]), key: known.key)
        #expect(result == known.result)  // The test's own copy is right ...
        for stream in [Philox.Stream.weights, .shuffle, .dropout, .augmentation] {
            let seed = UInt64(known.key[1]) << 32 | UInt64(known.key[0])
            let random = Philox(seed: seed, stream: stream, index: known.counter[2])
            let words = SIMD4(known.counter[0], known.counter[1], known.counter[2], stream.rawValue)
            // ... and the library's agrees with it on the counters it can have.
            #expect(random.values(at: counter) == philox4x32(counter: words, key: known.key))
        }
    }

    /// Philox written straight from the paper's figure, ten rounds of two 32x32-bit products.
    private func philox4x32(counter: SIMD4<UInt32>, key: [UInt32]) -> SIMD4<UInt32> {
        var (c, k0, k1) = (counter, UInt64(key[0]), UInt64(key[1]))
        for round in 0..<10 {
            if round > 0 { (k0, k1) = ((k0 + 0x9E37_79B9) & 0xFFFF_FFFF, (k1 + 0xBB67_AE85) & 0xFFFF_FFFF) }
            let first = UInt64(0xD251_1F53) * UInt64(c[0])
            let second = UInt64(0xCD9E_8D57) * UInt64(c[2])
            let words = [
                second >> 32 ^ UInt64(c[1]) ^ k0, second & 0xFFFF_FFFF, first >> 32 ^ UInt64(c[3]) ^ k1, first & 0xFFFF_FFFF,
            ]
            c = SIMD4(UInt32(words[0]), UInt32(words[1]), UInt32(words[2]), UInt32(words[3]))
        }
        return c
    }

    @Test("Drawing one by one gives the generator's values in order, from any position")
    func sequence() {
        let source = Philox(seed: 77, stream: .shuffle, index: 3)
        let expected = (0..<25).flatMap { counter in (0..<4).map { source.values(at: UInt64(counter))[$0] } }
        for start in 0..<12 {
            var random = Philox(seed: 77, stream: .shuffle, index: 3, position: UInt64(start))
            #expect((start..<100).map { _ in random.next() } == Array(expected[start...]))
        }
    }

    @Test("Seeds, streams and indices differ")
    func independence() {
        var firsts: Set<[UInt32]> = []
        for seed: UInt64 in [0, 1, 1 << 32] {
            for stream in [Philox.Stream.weights, .shuffle, .dropout, .augmentation] {
                for index: UInt32 in [0, 1, 7] {
                    var random = Philox(seed: seed, stream: stream, index: index)
                    firsts.insert([random.next(), random.next()])
                }
            }
        }
        #expect(firsts.count == 36)
    }

    @Test("Uniform draws are even over 0 ..< 1")
    func uniform() {
        var random = Philox(seed: 5, stream: .weights)
        let count = 200_000
        var bins = [Int](repeating: 0, count: 64)
        for _ in 0..<count {
            let value = random.nextUniform()
            #expect(value >= 0 && value < 1)
            bins[Int(value * 64)] += 1
        }
        #expect(chiSquared(bins, count) < 120)  // 63 degrees of freedom: above 120 once in 50,000 seeds.
    }

    @Test("Bounded draws are uniform for a bound that is not a power of two")
    func bounded() {
        var random = Philox(seed: 6, stream: .weights)
        let count = 100_000
        var bins = [Int](repeating: 0, count: 60)
        for _ in 0..<count { bins[Int(random.next(below: 60))] += 1 }
        #expect(chiSquared(bins, count) < 115)
        // A bound just above half the range: without rejection, the lower part would occur twice as often.
        let bound: UInt32 = 3 << 30
        let low = (0..<30_000).count { _ in random.next(below: bound) < 1 << 30 }
        #expect(abs(low - 10_000) < 400)
        #expect((0..<100).allSatisfy { _ in random.next(below: 1) == 0 })
    }

    @Test("Normal draws have mean 0, variance 1 and the normal's tails")
    func normal() {
        var random = Philox(seed: 7, stream: .weights)
        let values = (0..<100_000).map { _ in Double(random.nextNormal()) }
        let mean = values.reduce(0, +) / 1e5
        #expect(abs(mean) < 0.015)
        #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 1e5 - 1) < 0.02)
        #expect(abs(values.count { abs($0) > 1.959964 } - 5000) < 300)
        #expect(values.allSatisfy { abs($0) < 6.5 })
    }

    @Test("A permutation has each number once", arguments: [0, 1, 2, 3, 64, 10_000])
    func permutation(_ count: Int) {
        var random = Philox(seed: 8, stream: .shuffle)
        #expect(random.permutation(count).sorted() == (0..<UInt32(count)).map { $0 })
    }

    @Test("All orders of four are equally likely")
    func permutationIsFair() {
        var random = Philox(seed: 9, stream: .shuffle)
        var counts: [[UInt32]: Int] = [:]
        for _ in 0..<48_000 { counts[random.permutation(4), default: 0] += 1 }
        #expect(counts.count == 24)
        #expect(chiSquared(Array(counts.values), 48_000) < 60)  // 23 degrees of freedom.
    }

    private func chiSquared(_ bins: [Int], _ count: Int) -> Double {
        let expected = Double(count) / Double(bins.count)
        return bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    }
}
