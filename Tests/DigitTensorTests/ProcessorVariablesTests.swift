import DigitTensor
import Testing

struct ProcessorVariablesTests {
    private func check(_ variables: [String: String]) throws(ProcessorVariables.Failure) -> String? {
        try ProcessorVariables.check { variables[$0] }
    }

    @Test func whatCannotBeFollowedIsSaid() {
        for (name, value, words) in [
            ("DIGITS_ISA", "sse9", "one of generic, avx2, avx512, neon expected, got sse9"), ("DIGITS_ISA", "AVX2", "got AVX2"),
            ("DIGITS_THREADS", "0", "a number from 1 to 256 expected, got 0"), ("DIGITS_THREADS", "257", "got 257"),
            ("DIGITS_THREADS", "+3", "got +3"), ("DIGITS_THREADS", "99999999999999999999", "got 9"),
            ("DIGITS_THREADS", "many", "got many"),
        ] {
            let failure = #expect(throws: ProcessorVariables.Failure.self) { try check([name: value]) }
            #expect(failure?.description.hasPrefix("\(name): ") == true && failure?.description.contains(words) == true)
        }
    }

    @Test func whatTheProcessorLacksIsSaidAndTheBestTaken() throws {
        let available = InstructionSet.available
        #expect(try check([:]) == nil)
        for set in InstructionSet.allCases {
            let note = try check(["DIGITS_ISA": set.rawValue, "DIGITS_THREADS": "3"])
            #expect((note == nil) == available.contains(set))
            if let note {
                #expect(note.contains("no \(set.rawValue);") && note.contains("\(available.last?.rawValue ?? "") is used"))
            }
        }
    }
}
