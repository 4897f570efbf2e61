import DigitTensor
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Arithmetic on untrusted numbers, at the limits of what an `Int` holds.
@Suite struct CheckedTests {
    @Test func products() {
        #expect(Checked.product([]) == 1)
        #expect(Checked.product([3, 4, 5]) == 60)
        #expect(Checked.product([Int.max, 1]) == .max)
        #expect(Checked.product([Int.max, 0, Int.max]) == 0)
        #expect(Checked.product([1 << 60, 784]) == nil)
        #expect(Checked.product([1 << 32, 1 << 32]) == nil)
        #expect(Checked.product([-1, -1]) == nil)
        #expect(Checked.product([6, 7], upTo: 42) == 42)
        #expect(Checked.product([6, 7], upTo: 41) == nil)
    }

    @Test func sums() {
        #expect(Checked.sum([]) == 0)
        #expect(Checked.sum([Int.max, 0]) == .max)
        #expect(Checked.sum([Int.max, 1]) == nil)
        #expect(Checked.sum([2, -1]) == nil)
        #expect(Checked.sum([2, 3], upTo: 4) == nil)
    }

    @Test func parts() {
        #expect(Checked.parts(of: 4, for: 8) == 2)
        #expect(Checked.parts(of: 4, for: 9) == 3)
        #expect(Checked.parts(of: 4, for: 0) == 0)
        #expect(Checked.parts(of: 2, for: .max) == .max / 2 + 1)
        #expect(Checked.parts(of: 0, for: 1) == nil)
        #expect(Checked.parts(of: 1, for: -1) == nil)
    }

    @Test func wholeNumbers() {
        #expect(Checked.integer(2.6, in: 0...10) == 3)
        #expect(Checked.integer(10.6, in: 0...10) == nil)
        for number in [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0x1p63] {
            #expect(Checked.integer(number, in: .min ... .max) == nil)
        }
    }
}
