/// Floats at an address that is a multiple of 64 bytes, a cache line and the widest vector: all zero at first.
///
/// The engine's working memory. Not a value and not synchronized: whoever owns it says who writes where.
package final class AlignedBuffer: @unchecked Sendable {
    package let count: Int
    package let base: UnsafeMutablePointer<Float>

    package init(count: Int) {
        self.count = count
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        base = raw.initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    /// A count rounded up to whole cache lines, so that what follows is aligned too.
    package static func aligned(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
