#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The signals that end a program: Ctrl-C, `kill` and a closed terminal, except those that its parent has told it to ignore, as `nohup`
/// does. Must be called before the program handles any of them.
package func endingSignals() -> [Int32] {
    [SIGINT, SIGTERM, SIGHUP].filter { number in
        let earlier = signal(number, SIG_DFL)
        guard unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) else { return true }
        signal(number, SIG_IGN)
        return false
    }
}
