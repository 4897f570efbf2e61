import DigitJSON
import DigitNN

extension ChainBuilder {
    /// Takes down what a layer's settings say and the network here does not do.
    mutating func noteOthers(_ settings: LayerSettings) {
        if let type = settings.computingType, !["float32", "float64"].contains(type), !type.hasPrefix("int"),
            !type.hasPrefix("uint")
        {
            settings.note("dtype \(type) is not supported, float32 is used", &notes)
        }
        if settings.values["renorm"]?.bool == true { settings.note("renorm is not supported, and left out", &notes) }
        if let shape = settings.values["noise_shape"], shape != .null {
            settings.note("noise_shape \(shape.excerpt) is not supported, each value is dropped by itself", &notes)
        }
    }
}

extension LayerSettings {
    /// The type of numbers that the layer computes in: `float32`, `mixed_float16`, …
    fileprivate var computingType: String? {
        let dtype = values["dtype"]
        return dtype?.string ?? dtype?["config"]?["name"]?.string
    }
}
