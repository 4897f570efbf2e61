import DigitTensor
import Synchronization

/// How far a batch's shards have come with the end of their backward pass, for the updates that follow.
final class ShardProgress: Sendable {
    /// Shards that have gone through all steps that update from the whole batch.
    let passed = Atomic<Int>(0)
    /// Shards that are done.
    let ended = Atomic<Int>(0)

    /// To be called between batches.
    func restart() {
        passed.store(0, ordering: .relaxed)
        ended.store(0, ordering: .relaxed)
    }

    /// Waits for shards that other threads work on. All of them must have been begun.
    func wait(forShards count: Int, toEnd: Bool) {
        ThreadPool.wait { toEnd ? ended.load(ordering: .acquiring) == count : passed.load(ordering: .acquiring) == count }
    }
}
