#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An environment variable.
/// - Returns: its value, or nil if it is not set.
package func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
