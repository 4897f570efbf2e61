#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The environment variables that determine how a program uses the processor: `DIGITS_ISA` and `DIGITS_THREADS`. An empty one
/// counts as not set.
package enum ProcessorVariables {
    /// An invalid variable, as one line.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// The valid numbers of threads.
    package static let threads = 1...256

    /// Checks the variables, for a program to report errors when it starts.
    /// - Returns: one line if this processor lacks the requested instruction set, so that its best one is used.
    /// - Throws: `Failure` naming the variable, what was expected and what came.
    package static func check(_ value: (String) -> String? = value) throws(Failure) -> String? {
        if let text = value("DIGITS_THREADS"), threadCount(text) == nil {
            throw Failure(
                description: "DIGITS_THREADS: a number from \(threads.lowerBound) to \(threads.upperBound) expected, got \(text)")
        }
        guard let name = value("DIGITS_ISA") else { return nil }
        guard let wanted = InstructionSet(rawValue: name) else {
            let names = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(description: "DIGITS_ISA: one of \(names) expected, got \(name)")
        }
        let available = InstructionSet.available
        if available.contains(wanted) { return nil }
        return "DIGITS_ISA: this processor has no \(name); \((available.last ?? .generic).rawValue) is used"
    }

    /// The requested number of threads, if any.
    static var threadCount: Int? { value("DIGITS_THREADS").flatMap(threadCount) }

    private static func threadCount(_ text: String) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(text) else { return nil }
        return threads.contains(count) ? count : nil
    }

    /// A variable's value, nil if it is not set or empty.
    package static func value(_ name: String) -> String? {
        guard let text = getenv(name).map({ String(cString: $0) }), !text.isEmpty else { return nil }
        return text
    }
}
