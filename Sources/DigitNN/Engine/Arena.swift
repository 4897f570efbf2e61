import DigitTensor

/// Working memory that several engines use, one at a time: as much as the one that needs most.
///
/// What one leaves behind the next one finds: nobody may rely on zeros.
package final class Arena {
    private var end = 0
    private var memory: AlignedBuffer?

    package init() {}

    /// Part of an arena.
    package struct Part {
        fileprivate let arena: Arena
        fileprivate let offset: Int

        /// Where the part begins, at a cache line. Not to be kept: it changes when another engine takes more.
        package var base: Floats { arena.base + offset }
    }

    /// The floats that were taken in all by the engine that took most.
    package private(set) var count = 0

    /// Begins to hand out the same memory to another engine.
    func restart() { end = 0 }

    /// So many floats.
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

    /// Makes room for the engine that takes most. To be called before several threads use the memory.
    func allocate() {
        if let memory, memory.count >= count { return }
        memory = nil  // The old one goes first.
        memory = AlignedBuffer(count: count)
    }
}
