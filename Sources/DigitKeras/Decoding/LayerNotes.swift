import DigitJSON
import DigitNN

extension ChainBuilder {
    /// Notes what a layer's settings ask for and the network here does not do.
    mutating func noteOthers(_ settings: LayerSettings) {
        // The type of an input is that of the values that are given.
        if let type = settings.computingType, !["float32", "float64"].contains(type), settings.className != "InputLayer" {
            settings.note("dtype \(type) is not supported, float32 is used", &notes)
        }
        if settings.values["renorm"]?.kerasBool == true { settings.note("renorm is not supported and is ignored", &notes) }
        if let shape = settings.values["noise_shape"], shape != .null {
            settings.note("noise_shape \(shape.excerpt) is not supported, each value is dropped independently", &notes)
        }
    }
}

extension LayerSettings {
    /// The number type that the layer computes with: `float32`, `mixed_float16`, …
    fileprivate var computingType: String? {
        let dtype = values["dtype"]
        return dtype?.string ?? dtype?["config"]?["name"]?.string
    }
}
