import DigitJSON
import DigitNN

extension LayerSettings {
    /// The training settings of a layer. Unsupported ones are ignored and noted.
    /// - Parameter parameters: the layer's own.
    func training(
        of layer: any Layer, _ parameters: [Parameter], isTrainable: Bool, notes: inout [String]
    ) -> LayerTraining {
        var training = LayerTraining(isTrainable: isTrainable)
        for parameter in parameters {
            let keys = TrainingKeys(parameter, of: layer)
            if let json = setting(keys.regularizers) {
                training.regularizers[parameter.name] = known(Regularizer(keras: json.value), json, &notes)
            }
            if let json = setting(keys.constraints) {
                training.constraints[parameter.name] = known(Constraint(keras: json.value), json, &notes)
            }
        }
        if let json = setting(["activity_regularizer"]) {
            training.activityRegularizer = known(Regularizer(keras: json.value), json, &notes)
        } else if className == "ActivityRegularization" {
            training.activityRegularizer = Regularizer(keras: .object([.init("class_name", "L1L2"), .init("config", values)]))
        }
        return suiting(training, parameters, of: layer, &notes)
    }

    private func setting(_ keys: [String]) -> (key: String, value: JSON)? {
        for key in keys { if let value = values[key], value != .null { return (key, value) } }
        return nil
    }

    private func known<Value>(_ value: Value?, _ setting: (key: String, value: JSON), _ notes: inout [String]) -> Value? {
        if value == nil { note("\(setting.key) \(setting.value.excerpt) is not supported and is ignored", &notes) }
        return value
    }

    /// Drops what a layer with these shapes cannot have.
    private func suiting(
        _ training: LayerTraining, _ parameters: [Parameter], of layer: any Layer, _ notes: inout [String]
    ) -> LayerTraining {
        do throws(NetworkError) {
            try training.check(parameters, of: layer)
            return training
        } catch {
            notes.append("\(error), and is ignored")
            return LayerTraining(isTrainable: training.isTrainable)
        }
    }

    /// Notes a setting that is ignored.
    func note(_ problem: String, _ notes: inout [String]) { notes.append("layer \(name) (\(className)): \(problem)") }
}

/// The keys of a parameter's training settings.
struct TrainingKeys {
    /// Today's key first, then that of Keras 1.
    let regularizers: [String]
    let constraints: [String]

    init(_ parameter: Parameter, of layer: any Layer) {
        let stem: String
        switch parameter.name {
        case "kernel" where layer is DepthwiseConv2D, "depthwise_kernel": stem = "depthwise"
        case "pointwise_kernel": stem = "pointwise"
        case let name: stem = name
        }
        let old = ["kernel": "W", "bias": "b"][parameter.name]
        regularizers = ["\(stem)_regularizer"] + (old.map { ["\($0)_regularizer"] } ?? [])
        constraints = ["\(stem)_constraint"] + (old.map { ["\($0)_constraint"] } ?? [])
    }
}

extension Regularizer {
    /// Decodes a regularizer's name or configuration, nil if it is unsupported.
    init?(keras json: JSON) {
        // Keras 1 has the class as "name", and the settings beside it.
        let name = json.string ?? json["class_name"]?.string ?? json["name"]?.string ?? ""
        let settings = json["config"] ?? json
        let usual: Float? = json.string == nil ? nil : 0.01
        func number(_ key: String) -> Float { settings[key]?.kerasFloat ?? usual ?? 0 }
        switch name.split(separator: ">").last.map(String.init) {
        case "L1", "l1": self = .l1l2(l1: settings["l1"]?.kerasFloat ?? 0.01)
        case "L2", "l2": self = .l1l2(l2: settings["l2"]?.kerasFloat ?? 0.01)
        case "L1L2", "l1_l2", "l1l2", "WeightRegularizer", "ActivityRegularizer", "L1L2Regularizer":
            self = .l1l2(l1: number("l1"), l2: number("l2"))
        case "OrthogonalRegularizer", "orthogonal_regularizer":
            self = .orthogonal(factor: settings["factor"]?.kerasFloat ?? 0.01, ofRows: settings["mode"]?.string != "columns")
        default: return nil
        }
    }

    /// The configuration that Keras 2 and 3 read.
    var kerasConfiguration: JSON {
        let (name, settings): (String, JSON) =
            switch self {
            case .l1l2(let l1, 0): ("L1", ["l1": JSON(l1)])
            case .l1l2(0, let l2): ("L2", ["l2": JSON(l2)])
            case .l1l2(let l1, let l2): ("L1L2", ["l1": JSON(l1), "l2": JSON(l2)])
            case .orthogonal(let factor, let ofRows):
                ("OrthogonalRegularizer", ["factor": JSON(factor), "mode": ofRows ? "rows" : "columns"])
            }
        return ["module": "keras.regularizers", "class_name": .string(name), "config": settings, "registered_name": nil]
    }
}

extension Constraint {
    /// Decodes a constraint's name or configuration, nil if it is unsupported.
    init?(keras json: JSON) {
        let name = json.string ?? json["class_name"]?.string ?? json["name"]?.string ?? ""
        let settings = json["config"] ?? json
        let list = settings["axis"]?.kerasArray?.map(\.size) ?? [settings["axis"]?.size ?? 0]
        let axes = list.compactMap(\.self)
        guard axes.count == list.count else { return nil }
        func number(_ keys: (String, String), _ standard: Float) -> Float {
            settings.first(of: keys.0, keys.1)?.kerasFloat ?? standard
        }
        switch name.split(separator: ">").last.map(String.init) {
        case "MaxNorm", "max_norm", "maxnorm": self = .maxNorm(number(("max_value", "m"), 2), axes: axes)
        case "NonNeg", "non_neg", "nonneg": self = .nonNegative
        case "UnitNorm", "unit_norm", "unitnorm": self = .unitNorm(axes: axes)
        case "MinMaxNorm", "min_max_norm":
            self = .minMaxNorm(
                minimum: number(("min_value", "low"), 0), maximum: number(("max_value", "high"), 1),
                rate: settings["rate"]?.kerasFloat ?? 1, axes: axes)
        default: return nil
        }
    }

    /// The configuration that Keras 2 and 3 read.
    var kerasConfiguration: JSON {
        func along(_ axes: [Int]) -> JSON { axes.count == 1 ? .integer(axes[0]) : JSON(axes) }
        let (name, settings): (String, JSON) =
            switch self {
            case .maxNorm(let maximum, let axes): ("MaxNorm", ["max_value": JSON(maximum), "axis": along(axes)])
            case .nonNegative: ("NonNeg", [:])
            case .unitNorm(let axes): ("UnitNorm", ["axis": along(axes)])
            case .minMaxNorm(let minimum, let maximum, let rate, let axes):
                (
                    "MinMaxNorm",
                    [
                        "min_value": JSON(minimum), "max_value": JSON(maximum), "rate": JSON(rate), "axis": along(axes),
                    ]
                )
            }
        return ["module": "keras.constraints", "class_name": .string(name), "config": settings, "registered_name": nil]
    }
}
