import CFuzzer

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The one that was chosen. Set once, before the first call.
nonisolated(unsafe) private var target: ([UInt8]) -> Void = { _ in }

/// Gives bytes without end to the target that the program's first argument names; libFuzzer is told the others.
/// - Parameter targets: what takes bytes from outside, by name. Errors are right; traps, sanitizers' findings, hangs and much memory are
///   not.
public func fuzz(_ targets: [String: ([UInt8]) -> Void]) {
    guard CommandLine.arguments.count > 1, let chosen = targets[CommandLine.arguments[1]] else {
        print("one of \(targets.keys.sorted().joined(separator: ", ")) expected")
        exit(2)
    }
    target = chosen
    // The program's name and the target's are one to libFuzzer.
    var count = CommandLine.argc - 1
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
    _ = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        target(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
}
