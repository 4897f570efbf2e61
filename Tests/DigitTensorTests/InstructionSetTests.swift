import DigitTensor
import Testing

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The kernels in use. `current` is fixed once in a process, so each case gets its own process.
struct InstructionSetTests {
    @Test("The portable kernels are always available, the others if the processor has them")
    func available() {
        let available = InstructionSet.available
        #expect(available.first == .generic)
        #if arch(x86_64)
            #expect(!available.contains(.neon))
            // A machine with AVX-512 has AVX2.
            #expect(!available.contains(.avx512) || available.contains(.avx2))
        #elseif arch(arm64)
            #expect(available == [.generic, .neon])
        #endif
        for instructionSet in InstructionSet.allCases {
            let kernels = Kernels(instructionSet)
            #expect((kernels != nil) == available.contains(instructionSet))
            if let kernels { #expect(String(cString: kernels.table.pointee.name) == instructionSet.rawValue) }
        }
    }

    #if os(Linux) || os(macOS)
        @Test("Without DIGITS_ISA, the fastest is chosen")
        func fastest() async {
            await #expect(processExitsWith: .success) {
                unsetenv("DIGITS_ISA")
                precondition(InstructionSet.current == InstructionSet.available.last)
            }
        }

        @Test("DIGITS_ISA chooses", arguments: InstructionSet.available)
        func chosen(_ instructionSet: InstructionSet) async {
            await #expect(processExitsWith: .success) { [name = instructionSet.rawValue as String] in
                setenv("DIGITS_ISA", name, 1)
                precondition(InstructionSet.current.rawValue == name)
                precondition(String(cString: Kernels.current.table.pointee.name) == name)
            }
        }

        @Test(
            "Unknown and unavailable instruction sets are ignored in libraries and reported by programs",
            arguments: ["", "sse9", "AVX2 ", "neon", "avx2"])
        func unknown(_ name: String) async {
            if InstructionSet(rawValue: name).map(InstructionSet.available.contains) == true { return }
            await #expect(processExitsWith: .success) { [name] in
                setenv("DIGITS_ISA", name, 1)
                precondition(InstructionSet.current == InstructionSet.available.last)
            }
        }

        @Test("DIGITS_THREADS sets the number of threads, from 1 to 256")
        func threadsFromEnvironment() async {
            await #expect(processExitsWith: .success) {
                setenv("DIGITS_THREADS", "3", 1)
                precondition(ThreadPool().threadCount == 3)
                precondition(ThreadPool(threads: 2).threadCount == 2)
                for wrong in ["0", "-1", "many", "", "257", "99999999999999999999"] {
                    setenv("DIGITS_THREADS", wrong, 1)
                    precondition(ThreadPool().threadCount == min(Processors.usableCount, 256))
                }
            }
        }
    #endif
}
