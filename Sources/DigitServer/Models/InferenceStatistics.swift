import Synchronization

/// A model's statistics, in the terms of Triton's statistics extension.
final class InferenceStatistics: Sendable {
    struct Duration: Sendable {
        var count = 0
        var nanoseconds = 0

        mutating func add(_ duration: Swift.Duration, times: Int = 1) {
            count += times
            nanoseconds += times * duration.nanoseconds
        }
    }

    struct Values: Sendable {
        /// Requests that were answered or refused, with the time from arrival to answer.
        var success = Duration()
        var failureCount = 0
        /// The time that requests waited, and that they ran.
        var queue = Duration()
        var compute = Duration()
        /// Pictures read or examined.
        var pictures = Duration()
        /// Samples, and batches.
        var inferenceCount = 0
        var executionCount = 0
        /// Batches by size.
        var batches: [Int: Duration] = [:]
        /// The time of the last answer, in seconds since 1970.
        var lastInference = 0.0
    }

    private let values = Mutex(Values())

    var current: Values { values.withLock { $0 } }

    /// Counts a batch, and the jobs that ended with it.
    /// - Returns: the nanoseconds per sample.
    func record(
        _ batch: [JobSlice], finished: [InferenceJob], start: ContinuousClock.Instant, end: ContinuousClock.Instant
    ) -> Int {
        let count = batch.reduce(0) { $0 + $1.samples.count }
        values.withLock { values in
            values.inferenceCount += count
            values.executionCount += 1
            values.batches[count, default: Duration()].add(end - start)
            for slice in batch where slice.samples.lowerBound == 0 { values.queue.add(start - slice.job.arrival) }
            values.compute.add(end - start, times: batch.count)
            for job in finished { values.success.add(end - job.arrival) }
            if !finished.isEmpty { values.lastInference = secondsSince1970() }
        }
        return (end - start).nanoseconds / max(1, count)
    }

    /// Counts a picture in which some digits were found.
    func recordPicture(digits: Int, duration: Swift.Duration) {
        values.withLock { values in
            values.pictures.add(duration)
            values.inferenceCount += digits
            values.lastInference = secondsSince1970()
        }
    }

    func recordFailure() { values.withLock { $0.failureCount += 1 } }
}

extension Duration {
    /// The whole duration in nanoseconds.
    /// Longer durations are clamped to the longest representable one, 292 years.
    var nanoseconds: Int {
        let (seconds, overflow) = Int(components.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowOfSum) = seconds.addingReportingOverflow(Int(components.attoseconds / 1_000_000_000))
        return overflow || overflowOfSum ? (components.seconds < 0 ? .min : .max) : sum
    }

    /// The whole duration in seconds.
    var seconds: Double { Double(nanoseconds) / 1e9 }
}
