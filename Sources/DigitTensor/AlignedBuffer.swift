#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Floats at an address that is a multiple of 64 bytes, a cache line and the widest vector: all zero at first.
///
/// The engine's working memory. Not a value and not synchronized: its owner decides who writes where.
package final class AlignedBuffer: @unchecked Sendable {
    package let count: Int
    package let base: UnsafeMutablePointer<Float>
    private let memory: UnsafeMutableRawPointer

    package init(count: Int) {
        self.count = count
        let alignment = 64
        let bytes = max(count, 1) * MemoryLayout<Float>.stride + alignment
        // The system's fresh pages are zero already, and are allocated only when they are written to.
        guard let memory = calloc(1, bytes) else { fatalError("\(bytes) bytes of memory could not be allocated") }
        self.memory = memory
        base = memory.alignedUp(toMultipleOf: alignment).bindMemory(to: Float.self, capacity: max(count, 1))
    }

    deinit { free(memory) }

    /// A count rounded up to whole cache lines, so that what follows is aligned too.
    package static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
