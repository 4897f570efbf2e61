import DigitTensor
import Synchronization

/// The progress of a batch's shards with the backward pass, for the updates that follow.
final class ShardProgress: Sendable {
    /// The number of shards that have gone through all steps that update from the whole batch.
    let passed = Atomic<Int>(0)
    /// The number of shards that are done.
    let ended = Atomic<Int>(0)

    /// Claimed tasks: from the front in the lower half of the bits, from the back in the upper.
    private let claims = Atomic<UInt64>(0)

    /// Must be called between batches.
    func restart() {
        passed.store(0, ordering: .relaxed)
        ended.store(0, ordering: .relaxed)
        claims.store(0, ordering: .relaxed)
    }

    /// Claims one of `count` tasks. Two workers begin at the two ends, so that from batch to batch each has mostly the same tasks
    /// and finds their memory in its own cache.
    /// has much the same tasks and finds their memory in its own cache.
    func claim(of count: Int, worker: Int) -> Int {
        let isFront = worker % 2 == 0
        let old = claims.add(isFront ? 1 : 1 << 32, ordering: .relaxed).oldValue
        return isFront ? Int(old & 0xFFFF_FFFF) : count - 1 - Int(old >> 32)
    }

    /// Waits for shards that other threads work on. All of them must have begun.
    func wait(forShards count: Int, toEnd: Bool) {
        ThreadPool.wait { toEnd ? ended.load(ordering: .acquiring) == count : passed.load(ordering: .acquiring) == count }
    }
}
