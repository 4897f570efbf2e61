import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#endif

/// Gives memory back to the system after many connections have ended. glibc would keep it for the next ones, which may never come.
struct MemoryKeeper: Service {
    let connections: ConnectionCount

    /// How often it looks, and the connections that are worth it.
    private static let interval = Duration.seconds(2)
    private static let many = 500

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var most = 0
            while true {
                try await Task.sleep(for: Self.interval)
                let current = connections.current
                most = max(most, current)
                if most - current > Self.many {
                    #if canImport(Glibc)
                        _ = malloc_trim(0)
                    #endif
                    most = current
                }
            }
        }
    }
}
