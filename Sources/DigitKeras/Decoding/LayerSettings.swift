import DigitJSON
import DigitNN

/// Where the channels of an image are.
enum DataFormat {
    /// (height, width, channels), TensorFlow's order.
    case channelsLast
    /// (channels, height, width), Theano's order.
    case channelsFirst
}

/// A layer's settings, read with errors that name the layer and the setting. If two keys are given, the second is that of Keras
/// 1.
struct LayerSettings {
    let configuration: LayerConfiguration
    let file: String
    /// The major version of Keras; 1 if the file does not say.
    let kerasMajorVersion: Int

    var name: String { configuration.name }
    var className: String { configuration.className }
    var values: JSON { configuration.values }

    func failure(_ problem: String) -> KerasError {
        KerasError(file: file, problem: "layer \(name) (\(className)): \(problem)")
    }

    private func value(_ keys: [String]) -> (key: String, value: JSON)? {
        for key in keys {
            if let value = values[key], value != .null { return (key, value) }
        }
        return nil
    }

    func integer(_ keys: String...) throws(KerasError) -> Int {
        guard let found = value(keys) else { throw failure("\(keys[0]) is missing") }
        return try integer(found)
    }

    func integer(_ keys: String..., default standard: Int) throws(KerasError) -> Int {
        guard let found = value(keys) else { return standard }
        return try integer(found)
    }

    private func integer(_ found: (key: String, value: JSON)) throws(KerasError) -> Int {
        guard let integer = found.value.size else {
            throw failure("\(found.key): a whole number expected, found \(found.value.excerpt)")
        }
        return integer
    }

    func float(_ keys: String..., default standard: Float) throws(KerasError) -> Float {
        guard let found = value(keys) else { return standard }
        guard let float = found.value.kerasFloat, float.isFinite else {
            throw failure("\(found.key): a number expected, found \(found.value.excerpt)")
        }
        return float
    }

    func bool(_ keys: String..., default standard: Bool) throws(KerasError) -> Bool {
        guard let found = value(keys) else { return standard }
        guard let bool = found.value.kerasBool else {
            throw failure("\(found.key): true or false expected, found \(found.value.excerpt)")
        }
        return bool
    }

    func integers(_ keys: String...) throws(KerasError) -> [Int]? {
        guard let found = value(keys) else { return nil }
        let list = found.value.kerasArray ?? [found.value]
        let integers = list.compactMap(\.size)
        guard integers.count == list.count else {
            throw failure("\(found.key): whole numbers expected, found \(found.value.excerpt)")
        }
        return integers
    }

    /// A height and width, written as two numbers or as one for both.
    func size(_ keys: String..., default standard: Size2D? = nil) throws(KerasError) -> Size2D {
        guard let found = value(keys) else {
            guard let standard else { throw failure("\(keys[0]) is missing") }
            return standard
        }
        if let side = found.value.size { return Size2D(side, side) }
        guard let sides = found.value.kerasArray, sides.count == 2, let height = sides[0].size, let width = sides[1].size else {
            throw failure("\(found.key): two whole numbers expected, found \(found.value.excerpt)")
        }
        return Size2D(height, width)
    }

    func padding() throws(KerasError) -> Padding {
        guard let found = value(["padding", "border_mode"]) else { return .valid }
        switch found.value.string?.lowercased() {
        case "valid": return .valid
        case "same", "half": return .same
        default: throw failure("\(found.key): valid or same expected, found \(found.value.excerpt)")
        }
    }

    /// The layer's data format; nil if it has none. Before Keras 0.3 there was only Theano's order.
    func dataFormat() throws(KerasError) -> DataFormat? {
        guard let found = value(["data_format", "dim_ordering"]) else {
            return configuration.isOlderThanDataFormats ? .channelsFirst : nil
        }
        switch found.value.string {
        case "channels_last", "tf": return .channelsLast
        case "channels_first", "th": return .channelsFirst
        default: throw failure("\(found.key): channels_last or channels_first expected, found \(found.value.excerpt)")
        }
    }

    /// Refuses what the engine cannot compute.
    func requireOnes(_ key: String) throws(KerasError) {
        guard let numbers = try integers(key), numbers.contains(where: { $0 != 1 }) else { return }
        throw failure("\(key) \(values[key]?.excerpt ?? "") is not supported, only 1")
    }
}

extension LayerConfiguration {
    /// Whether the settings are of a version that knew only one order of axes.
    fileprivate var isOlderThanDataFormats: Bool {
        (className == "Convolution2D" || className == "MaxPooling2D" || className == "AveragePooling2D")
            && (values["nb_filter"] != nil || values["ignore_border"] != nil || values["poolsize"] != nil)
    }
}
