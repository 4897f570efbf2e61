/// How a batch is divided into shards, each for one thread at a time. It depends only on the number of samples, so that results
/// do not depend on the number of threads.
package struct Sharding: Sendable {
    /// The most shards of a batch: this many threads can work at the same time.
    package let largestCount: Int
    /// The fewest samples that are worth a shard, except for the last one.
    package let smallestSize: Int

    /// For small images.
    package static let images = Sharding(largestCount: 16, smallestSize: 8)
    /// For strips of writing, each as much work as a hundred small images.
    package static let strips = Sharding(largestCount: 32, smallestSize: 2)

    /// The number of shards for this many samples.
    package func count(samples: Int) -> Int { min(largestCount, (samples + smallestSize - 1) / smallestSize) }
}
