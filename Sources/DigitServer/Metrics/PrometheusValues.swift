import Synchronization

/// A counter or a gauge.
final class PrometheusNumber: Sendable {
    private let number = Mutex(0.0)

    var value: Double { number.withLock { $0 } }

    func increment() { number.withLock { $0 += 1 } }
    func set(_ value: Double) { number.withLock { $0 = value } }
}

/// A histogram of durations.
final class PrometheusHistogram: Sendable {
    /// The upper ends of the buckets, in seconds.
    private static let buckets = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private struct State {
        var counts: [Int]
        var count = 0
        var sum = 0.0
    }

    private let state = Mutex(State(counts: [Int](repeating: 0, count: PrometheusHistogram.buckets.count)))

    func record(_ duration: Duration) {
        let seconds = Double(duration.nanoseconds) / 1e9
        let bucket = Self.buckets.firstIndex { seconds <= $0 }
        state.withLock { state in
            if let bucket { state.counts[bucket] += 1 }
            state.count += 1
            state.sum += seconds
        }
    }

    /// The lines that Prometheus expects of a histogram: cumulative buckets, the sum and the count.
    func lines(_ key: PrometheusRegistry.Key) -> String {
        let state = state.withLock { $0 }
        let labels = key.labels.isEmpty ? "" : key.labels + ","
        let suffix = key.labels.isEmpty ? "" : "{\(key.labels)}"
        var text = ""
        var below = 0
        for (end, count) in zip(Self.buckets, state.counts) {
            below += count
            text += "\(key.name)_bucket{\(labels)le=\"\(PrometheusRegistry.number(end))\"} \(below)\n"
        }
        text += "\(key.name)_bucket{\(labels)le=\"+Inf\"} \(state.count)\n"
        return text
            + "\(key.name)_sum\(suffix) \(PrometheusRegistry.number(state.sum))\n\(key.name)_count\(suffix) \(state.count)\n"
    }
}
