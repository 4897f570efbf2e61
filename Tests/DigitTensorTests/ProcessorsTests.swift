import DigitTensor
import Testing

/// How many processors a control group's `cpu.max` allows.
struct ProcessorsTests {
    @Test(arguments: [
        ("200000 100000", 2), ("150000 100000", 2), ("100000 100000", 1), ("50000 100000", 1), ("1 100000", 1),
        ("100001 100000", 2), ("6400000 100000", 64), ("10000 10000", 1), ("9223372036854775807 1", Int.max),
    ])
    func quota(_ line: String, _ expected: Int) { #expect(Processors.processors(inQuota: line) == expected) }

    @Test(arguments: [
        "max 100000", "", " ", "max", "100000", "0 100000", "-1 100000", "100000 0", "100000 -1", "a b", "1 2 3",
        "99999999999999999999 100000",
    ])
    func noQuota(_ line: String) { #expect(Processors.processors(inQuota: line) == nil) }

    @Test("At least one processor is usable")
    func usable() { #expect((1...4096).contains(Processors.usableCount)) }
}
