import DigitJSON
import DigitNN

extension LayerSettings {
    /// How the layer would initialize a new kernel. Only new networks need it, so an unknown one counts as Keras's default.
    func initializer(_ keys: String...) -> Initializer {
        for key in keys {
            if let value = values[key], let initializer = Initializer(keras: value) { return initializer }
        }
        return .glorotUniform
    }
}

extension Initializer {
    /// Decodes an initializer's name or configuration, nil if it is unsupported.
    init?(keras json: JSON) {
        let name = json.string ?? json["class_name"]?.string ?? ""
        let settings = json["config"] ?? .null
        switch name {
        case "zeros", "Zeros", "zero": self = .zeros
        case "ones", "Ones", "one": self = .ones
        case "Constant": self = .constant(settings["value"]?.kerasFloat ?? 0)
        case "glorot_uniform", "GlorotUniform": self = .glorotUniform
        case "glorot_normal", "GlorotNormal": self = .glorotNormal
        case "he_uniform", "HeUniform": self = .heUniform
        case "he_normal", "HeNormal": self = .heNormal
        case "lecun_uniform", "LecunUniform": self = .lecunUniform
        case "lecun_normal", "LecunNormal": self = .lecunNormal
        case "RandomUniform", "random_uniform", "uniform":
            self = .randomUniform(
                minimum: settings["minval"]?.kerasFloat ?? -0.05, maximum: settings["maxval"]?.kerasFloat ?? 0.05)
        case "RandomNormal", "random_normal", "normal", "TruncatedNormal":
            self = .randomNormal(
                mean: settings["mean"]?.kerasFloat ?? 0, standardDeviation: settings["stddev"]?.kerasFloat ?? 0.05)
        case "VarianceScaling": self.init(varianceScaling: settings)
        default: return nil
        }
    }

    /// Keras 2.0 to 2.2 write the usual initializers as their formula.
    private init?(varianceScaling settings: JSON) {
        let isUniform = settings["distribution"]?.string == "uniform"
        switch (settings["scale"]?.kerasNumber, settings["mode"]?.string) {
        case (1, "fan_avg"): self = isUniform ? .glorotUniform : .glorotNormal
        case (2, "fan_in"): self = isUniform ? .heUniform : .heNormal
        case (1, "fan_in"): self = isUniform ? .lecunUniform : .lecunNormal
        default: return nil
        }
    }

    /// The configuration that Keras 2 and 3 read.
    var kerasConfiguration: JSON {
        let (name, settings): (String, JSON) =
            switch self {
            case .zeros: ("Zeros", [:])
            case .ones: ("Ones", [:])
            case .constant(let value): ("Constant", ["value": JSON(value)])
            case .glorotUniform: ("GlorotUniform", ["seed": nil])
            case .glorotNormal: ("GlorotNormal", ["seed": nil])
            case .heUniform: ("HeUniform", ["seed": nil])
            case .heNormal: ("HeNormal", ["seed": nil])
            case .lecunUniform: ("LecunUniform", ["seed": nil])
            case .lecunNormal: ("LecunNormal", ["seed": nil])
            case .randomUniform(let minimum, let maximum):
                ("RandomUniform", ["minval": JSON(minimum), "maxval": JSON(maximum), "seed": nil])
            case .randomNormal(let mean, let deviation):
                ("RandomNormal", ["mean": JSON(mean), "stddev": JSON(deviation), "seed": nil])
            }
        return ["module": "keras.initializers", "class_name": .string(name), "config": settings, "registered_name": nil]
    }
}
