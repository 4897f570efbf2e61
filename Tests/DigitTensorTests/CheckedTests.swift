import DigitTensor
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Arithmetic on numbers from outside, at the limits of what an `Int` holds.
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

    #if os(Linux) || os(macOS)
        @Test("A program says what is wrong with its environment") func environment() async {
            await #expect(processExitsWith: .success) {
                unsetenv("DIGITS_ISA")
                unsetenv("DIGITS_THREADS")
                precondition((try? EnvironmentCheck.run()) == .some(nil))
                func failure() -> String {
                    do throws(EnvironmentCheck.Failure) { _ = try EnvironmentCheck.run() } catch { return error.description }
                    return ""
                }
                for wrong in ["0", "257", "-1", "2x", "99999999999999999999"] {
                    setenv("DIGITS_THREADS", wrong, 1)
                    precondition(failure() == "DIGITS_THREADS: a number from 1 to 256 expected, got \(wrong)")
                }
                setenv("DIGITS_THREADS", "2", 1)
                setenv("DIGITS_ISA", "sse9", 1)
                precondition(failure() == "DIGITS_ISA: one of generic, avx2, avx512, neon expected, got sse9")
            }
        }

        @Test("A known instruction set that is not there is said", arguments: InstructionSet.allCases)
        func missingSet(_ set: InstructionSet) async {
            await #expect(processExitsWith: .success) { [name = set.rawValue as String] in
                setenv("DIGITS_ISA", name, 1)
                let note = try EnvironmentCheck.run()
                let isThere = InstructionSet.available.contains { $0.rawValue == name }
                precondition(isThere == (note == nil), note ?? "")
                precondition(note?.hasPrefix("DIGITS_ISA: this processor has no \(name); ") ?? true)
            }
        }
    #endif
}
