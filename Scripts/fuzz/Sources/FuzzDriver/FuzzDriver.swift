import CFuzzer

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The chosen target. Set once, before the first call.
nonisolated(unsafe) private var target: ([UInt8]) -> Void = { _ in }

/// Passes random bytes to the target that the program's first argument names; libFuzzer gets the others.
/// - Parameter targets: the functions that take untrusted bytes, by name. Errors are fine; traps, sanitizers' findings, hangs and
///   excessive memory are not.
public func fuzz(_ targets: [String: ([UInt8]) -> Void]) {
    guard CommandLine.arguments.count > 1, let chosen = targets[CommandLine.arguments[1]] else {
        print("one of \(targets.keys.sorted().joined(separator: ", ")) expected")
        exit(2)
    }
    target = chosen
    // libFuzzer takes the program's and the target's names as one.
    var count = CommandLine.argc - 1
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
    _ = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        target(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }
}
