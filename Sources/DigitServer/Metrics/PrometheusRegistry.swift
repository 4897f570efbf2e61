import Synchronization

/// Keeps metrics in memory and writes them in Prometheus's text format.
/// See https://prometheus.io/docs/instrumenting/exposition_formats.
final class PrometheusRegistry: Sendable {
    struct Key: Hashable {
        let name: String
        /// `route="/read",status="200"`.
        let labels: String

        init(_ name: String, _ labels: [(String, String)]) {
            self.name = name
            self.labels = labels.map { "\($0.0)=\"\($0.1.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }
                .joined(separator: ",")
        }
    }

    private struct Storage {
        var counters: [Key: PrometheusNumber] = [:]
        var gauges: [Key: PrometheusNumber] = [:]
        var histograms: [Key: PrometheusHistogram] = [:]
    }

    private let storage = Mutex(Storage())
    /// The help line of each metric.
    private let help: [String: String]

    init(help: [String: String]) { self.help = help }

    /// All metrics as text.
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

    /// Whole numbers without a decimal point.
    static func number(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? value.description }

    func counter(_ name: String, _ labels: [(String, String)]) -> PrometheusNumber {
        storage.withLock { $0.counters.value(of: Key(name, labels), PrometheusNumber()) }
    }

    func gauge(_ name: String, _ labels: [(String, String)]) -> PrometheusNumber {
        storage.withLock { $0.gauges.value(of: Key(name, labels), PrometheusNumber()) }
    }

    func histogram(_ name: String, _ labels: [(String, String)]) -> PrometheusHistogram {
        storage.withLock { $0.histograms.value(of: Key(name, labels), PrometheusHistogram()) }
    }
}

extension Dictionary {
    /// The value of a key, inserted with the given default if there was none.
    fileprivate mutating func value(of key: Key, _ new: @autoclosure () -> Value) -> Value {
        if let known = self[key] { return known }
        let new = new()
        self[key] = new
        return new
    }
}
