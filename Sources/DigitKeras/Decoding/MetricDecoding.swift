import DigitJSON

/// The metrics of a file's model, however they are nested: names, configurations, and lists and dictionaries of these.
struct MetricDecoder {
    /// The supported ones, in the file's order.
    private(set) var metrics: [KerasMetric] = []
    /// The names of the others.
    private(set) var unknown: [String] = []

    /// The names of all.
    var all: [String] { metrics.map(\.name) + unknown }

    init(_ json: JSON?) {
        if let json { add(json) }
    }

    private mutating func add(_ json: JSON) {
        if let name = json.string {
            add(kind: name, name: name == "acc" ? name : nil, k: KerasMetric.defaultK)
        } else if let className = json["class_name"]?.string {
            add(className, json["config"] ?? .null)
        } else if case .object(let members) = json {
            for member in members { add(member.value) }
        } else {
            for item in json.kerasArray ?? [] { add(item) }
        }
    }

    private mutating func add(_ className: String, _ settings: JSON) {
        // Keras 3 stores a function by its name, tf.keras as the function wrapped in a mean.
        let function = settings.string ?? settings["fn"]?.string ?? settings["fn"]?["config"]?.string
        let isFunction = className == "function" || className == "MeanMetricWrapper"
        // Keras's class of this name compares outputs and labels as numbers.
        if className == "Accuracy" { return unknown.append("Accuracy (the class)") }
        let kind = isFunction ? function ?? settings["name"]?.string ?? className : className
        add(kind: kind, name: settings["name"]?.string, k: settings["k"].map { $0.kerasInteger ?? 0 } ?? KerasMetric.defaultK)
    }

    private mutating func add(kind text: String, name: String?, k: Int) {
        let kindName = snakeCase(text.split(separator: ">").last.map(String.init) ?? text)
        if let kind = KerasMetric.Kind(name: kindName, k: k) {
            metrics.append(KerasMetric(kind, name: name))
        } else {
            unknown.append(kindName)
        }
    }
}
