import CoreMetrics
import Synchronization

/// A counter or a gauge.
final class PrometheusNumber: CounterHandler, FloatingPointCounterHandler, MeterHandler {
    private let number = Mutex(0.0)

    var value: Double { number.withLock { $0 } }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func reset() { set(0.0) }
}

/// Values counted by size: a recorder, or a timer, whose values are seconds.
final class PrometheusHistogram: RecorderHandler, TimerHandler {
    /// The upper ends of the buckets: for durations, and for numbers of samples.
    static let seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    static let sizes: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

    private struct State {
        var counts: [Int]
        var count = 0
        var sum = 0.0
    }

    private let buckets: [Double]
    private let state: Mutex<State>

    init(buckets: [Double]) {
        self.buckets = buckets
        state = Mutex(State(counts: [Int](repeating: 0, count: buckets.count)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = buckets.firstIndex { value <= $0 }
        state.withLock { state in
            if let bucket { state.counts[bucket] += 1 }
            state.count += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func preferDisplayUnit(_ unit: TimeUnit) {}

    /// The lines that Prometheus expects of a histogram: buckets that each hold all below, the sum and the count.
    func lines(_ key: PrometheusRegistry.Key) -> String {
        let state = state.withLock { $0 }
        let labels = key.labels.isEmpty ? "" : key.labels + ","
        let suffix = key.labels.isEmpty ? "" : "{\(key.labels)}"
        var text = ""
        var below = 0
        for (end, count) in zip(buckets, state.counts) {
            below += count
            text += "\(key.name)_bucket{\(labels)le=\"\(PrometheusRegistry.number(end))\"} \(below)\n"
        }
        text += "\(key.name)_bucket{\(labels)le=\"+Inf\"} \(state.count)\n"
        return text
            + "\(key.name)_sum\(suffix) \(PrometheusRegistry.number(state.sum))\n\(key.name)_count\(suffix) \(state.count)\n"
    }
}
