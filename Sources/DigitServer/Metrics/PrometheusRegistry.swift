import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps numbers in memory and shows them as Prometheus reads them.
/// See https://prometheus.io/docs/instrumenting/exposition_formats.
final class PrometheusRegistry: MetricsFactory {
    struct Key: Hashable {
        let name: String
        /// `route="/read",status="200"`.
        let labels: String

        init(_ label: String, _ dimensions: [(String, String)]) {
            name = label.replacing(".", with: "_").replacing("-", with: "_")
            labels = dimensions.map { "\($0.0)=\"\($0.1.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }
                .joined(separator: ",")
        }
    }

    private struct Storage {
        var counters: [Key: PrometheusNumber] = [:]
        var gauges: [Key: PrometheusNumber] = [:]
        var histograms: [Key: PrometheusHistogram] = [:]
    }

    private let storage = Mutex(Storage())
    /// A line about each metric.
    private let help: [String: String]

    init(help: [String: String]) { self.help = help }

    /// What is counted, as text.
    var text: String {
        let storage = storage.withLock { $0 }
        var text = ""
        write(storage.counters, type: "counter", to: &text) { "\($0) \(Self.number($1.value))\n" }
        write(storage.gauges, type: "gauge", to: &text) { "\($0) \(Self.number($1.value))\n" }
        write(storage.histograms, type: "histogram", to: &text) { _, _ in "" }
        return text
    }

    private func write<Value>(
        _ metrics: [Key: Value], type: String, to text: inout String, line: (_ name: String, Value) -> String
    ) {
        var previous = ""
        for (key, value) in metrics.sorted(by: { ($0.key.name, $0.key.labels) < ($1.key.name, $1.key.labels) }) {
            if key.name != previous {
                if let line = help[key.name] { text += "# HELP \(key.name) \(line)\n" }
                text += "# TYPE \(key.name) \(type)\n"
            }
            previous = key.name
            if let histogram = value as? PrometheusHistogram {
                text += histogram.lines(key)
            } else {
                text += line(key.labels.isEmpty ? key.name : "\(key.name){\(key.labels)}", value)
            }
        }
    }

    /// Whole numbers without a point.
    static func number(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? value.description }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { counter(label, dimensions) }

    func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> PrometheusNumber {
        let key = Key(label, dimensions)
        return storage.withLock { storage in
            let counter = storage.counters[key] ?? PrometheusNumber()
            storage.counters[key] = counter
            return counter
        }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let key = Key(label, dimensions)
        return storage.withLock { storage in
            let gauge = storage.gauges[key] ?? PrometheusNumber()
            storage.gauges[key] = gauge
            return gauge
        }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        histogram(label, dimensions, buckets: PrometheusHistogram.sizes)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions, buckets: PrometheusHistogram.seconds)
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)], buckets: [Double]) -> PrometheusHistogram {
        let key = Key(label, dimensions)
        return storage.withLock { storage in
            let histogram = storage.histograms[key] ?? PrometheusHistogram(buckets: buckets)
            storage.histograms[key] = histogram
            return histogram
        }
    }

    // Nothing is forgotten: there are as many metrics as routes and answers.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
