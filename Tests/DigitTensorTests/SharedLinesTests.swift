import DigitTensor
import Testing

@Suite
struct SharedLinesTests {
    @Test(
        "Stored values are the same near and far, and after slow stores the next ones bypass the caches for a while",
        arguments: [1024, 1040, 1031])
    func values(_ count: Int) {
        let lines = SharedLines()
        let buffer = AlignedBuffer(count: count + 16)
        var wasFar = false
        for round in 0..<1200 {
            lines.set(buffer.base, count: count) { target in
                let start = ContinuousClock.now
                for i in 0..<count { target[i] = Float(round + i) }
                // Slower than any memory, until that is noticed.
                while !wasFar, ContinuousClock.now - start < .microseconds(200) {}
            }
            wasFar = wasFar || lines.areFar
            #expect((0..<count).allSatisfy { buffer.base[$0] == Float(round + $0) })
            #expect(buffer.base[count] == 0)
            if round == 20 { #expect(lines.areFar) }
        }
        #expect(wasFar)
    }

    @Test("Without other readers, values are written in place")
    func alone() {
        let buffer = AlignedBuffer(count: 16)
        let lines: SharedLines? = nil
        lines.set(buffer.base, count: 3) { $0.update(repeating: 7, count: 3) }
        #expect((0..<4).map { buffer.base[$0] } == [7, 7, 7, 0])
    }
}
