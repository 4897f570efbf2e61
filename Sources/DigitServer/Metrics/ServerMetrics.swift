import DigitFiles
import Synchronization

/// The server's metrics. Requests are counted as they arrive; the rest is collected when metrics are requested.
final class ServerMetrics: Sendable {
    private struct Endpoint: Hashable {
        let route: String, method: String, status: Int
    }

    private struct EndpointMetrics {
        let counter: PrometheusNumber
        let histogram: PrometheusHistogram
    }

    private let registry = PrometheusRegistry(help: ServerMetrics.help)
    private let endpoints = Mutex<[Endpoint: EndpointMetrics]>([:])
    let connections = ConnectionCount()

    private static let help = [
        "digits_http_requests_total": "Requests answered or refused, by route, method and status.",
        "digits_http_request_duration_seconds": "The time from a whole request to its answer.",
        "digits_http_connections": "Open connections.",
        "digits_http_body_bytes": "Bytes of request bodies held in memory.",
        "digits_waiting_pictures": "Pictures waiting to be read.",
        "digits_waiting_samples": "Samples waiting for a batch.",
        "digits_pictures_total": "Pictures read or looked at.",
        "digits_picture_nanoseconds_total": "The time that reading and looking took.",
        "digits_samples_total": "Samples given to the network: those of inference requests, and the digits found in pictures.",
        "digits_batches_total": "Batches that ran.",
        "digits_inference_failures_total": "Inference requests that were not run.",
        "digits_compute_nanoseconds_total": "The time that batches took.",
        "digits_queue_nanoseconds_total": "The time that inference requests waited.",
        "process_resident_memory_bytes": "Resident memory.",
    ]

    /// Unknown methods are not counted separately: clients may make them up.
    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Counts an answer.
    /// - Parameter route: the pattern of the path, not the path, of which there are infinitely many.
    func record(route: String, method: String, status: Int, duration: Duration) {
        let method = Self.methods.contains(method) ? method : "other"
        let endpoint = Endpoint(route: route, method: method, status: status)
        let metrics = endpoints.withLock { endpoints in
            if let known = endpoints[endpoint] { return known }
            let labels = [("route", route), ("method", method), ("status", String(status))]
            let new = EndpointMetrics(
                counter: registry.counter("digits_http_requests_total", labels),
                histogram: registry.histogram("digits_http_request_duration_seconds", labels))
            endpoints[endpoint] = new
            return new
        }
        metrics.counter.increment()
        metrics.histogram.record(duration)
    }

    /// Everything in Prometheus's format.
    func text(models: [ServedModel], bodies: BodyMemory, pictures: PictureQueue) -> String {
        gauge("digits_http_connections", [], Double(connections.current))
        gauge("digits_http_body_bytes", [], Double(bodies.heldBytes))
        gauge("digits_waiting_pictures", [], Double(pictures.waitingCount))
        for model in models {
            let labels = [("model", model.name), ("version", String(model.version))]
            let values = model.batcher.statistics.current
            gauge("digits_waiting_samples", labels, Double(model.batcher.waitingCount))
            total("digits_pictures_total", labels, values.pictures.count)
            total("digits_picture_nanoseconds_total", labels, values.pictures.nanoseconds)
            total("digits_samples_total", labels, values.inferenceCount)
            total("digits_batches_total", labels, values.executionCount)
            total("digits_inference_failures_total", labels, values.failureCount)
            total("digits_compute_nanoseconds_total", labels, values.batches.values.reduce(0) { $0 + $1.nanoseconds })
            total("digits_queue_nanoseconds_total", labels, values.queue.nanoseconds)
        }
        if let bytes = residentBytes() { gauge("process_resident_memory_bytes", [], Double(bytes)) }
        return registry.text
    }

    private func gauge(_ name: String, _ labels: [(String, String)], _ value: Double) {
        registry.gauge(name, labels).set(value)
    }

    private func total(_ name: String, _ labels: [(String, String)], _ value: Int) {
        registry.counter(name, labels).set(Double(value))
    }

    /// The memory that the process uses, if the system says.
    private func residentBytes() -> Int? {
        guard let bytes = try? readFile("/proc/self/statm", limit: 4096) else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * 4096 } : nil
    }
}
