import DigitTensor

/// Working memory that several engines share, one at a time: as much as the one that needs most.
///
/// Its contents are those of the previous user: never assume zeros.
package final class Arena {
    private var end = 0
    private var memory: AlignedBuffer?

    package init() {}

    /// Part of an arena.
    package struct Part {
        fileprivate let arena: Arena
        fileprivate let offset: Int

        /// The start of the part, aligned to a cache line. Must not be stored: it changes when another engine takes more.
        package var base: Floats { arena.base + offset }
    }

    /// The number of floats taken in all by the engine that took most.
    package private(set) var count = 0

    /// Begins to hand out the same memory to another engine.
    func restart() { end = 0 }

    /// Takes this many floats.
    func take(_ count: Int) -> Part {
        defer {
            end += AlignedBuffer.aligned(count)
            self.count = max(self.count, end)
        }
        return Part(arena: self, offset: end)
    }

    private var base: Floats {
        if memory == nil { allocate() }
        return memory!.base
    }

    /// Makes room for the engine that takes most. Must be called before several threads use the memory.
    func allocate() {
        if let memory, memory.count >= count { return }
        memory = nil  // Free the old one first.
        memory = AlignedBuffer(count: count)
    }
}
