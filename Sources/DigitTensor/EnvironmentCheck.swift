#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What the environment variables say that choose how everything is computed. A library makes the best of them; a program says what is
/// wrong before it begins.
package enum EnvironmentCheck {
    /// A variable that has a value that it cannot have. The description is one line.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// Checks `DIGITS_ISA` and `DIGITS_THREADS`; empty ones are as good as none.
    /// - Returns: what else is to be said, such as that a known instruction set is not there.
    /// - Throws: where one has an unknown value.
    package static func run() throws(Failure) -> String? {
        if let text = getenv("DIGITS_THREADS").map({ String(cString: $0) }), !text.isEmpty {
            guard let count = Int(text), (1...Processors.mostThreads).contains(count) else {
                throw Failure(description: "DIGITS_THREADS: a number from 1 to \(Processors.mostThreads) expected, got \(text)")
            }
        }
        guard let name = InstructionSet.inEnvironment, !name.isEmpty else { return nil }
        guard let wanted = InstructionSet(rawValue: name) else {
            let known = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(description: "DIGITS_ISA: one of \(known) expected, got \(name)")
        }
        let used = InstructionSet.current
        return used == wanted ? nil : "DIGITS_ISA: this processor has no \(name); \(used.rawValue) is used"
    }
}
