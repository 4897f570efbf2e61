import DigitJSON
import DigitNN
import DigitTensor

extension ChainBuilder {
    mutating func decodeLayerNormalization(_ settings: LayerSettings) throws(KerasError) {
        guard try !settings.bool("rms_scaling", default: false) else {
            throw settings.failure("rms_scaling is not supported")
        }
        try restoreKerasOrder()
        let axes = try settings.integers("axis") ?? [-1]
        try append(
            LayerNormalization(
                axes: axes, epsilon: try settings.float("epsilon", default: 1e-3),
                center: try settings.bool("center", default: true), scale: try settings.bool("scale", default: true),
                name: settings.name))
    }

    mutating func decodeGroupNormalization(_ settings: LayerSettings) throws(KerasError) {
        let axis = try settings.integer("axis", default: -1)
        guard axis == -1 || axis == shape.rank || (axis == 1 && shape.rank == 3) else {
            throw settings.failure("axis \(axis) is not supported, only that of the channels")
        }
        if shape.rank == 3 { try arrangeImage(for: axis == 1 ? .channelsFirst : .channelsLast) }
        try append(
            GroupNormalization(
                groups: try settings.integer("groups", default: 32), epsilon: try settings.float("epsilon", default: 1e-3),
                center: try settings.bool("center", default: true), scale: try settings.bool("scale", default: true),
                name: settings.name))
    }

    mutating func decodeNormalization(_ settings: LayerSettings) throws(KerasError) {
        try restoreKerasOrder()
        func numbers(_ key: String) throws(KerasError) -> [Float]? {
            guard let value = settings.values[key], value != .null else { return nil }
            let list = value.flattened.map(\.float)
            let numbers = list.compactMap(\.self)
            guard numbers.count == list.count else {
                throw settings.failure("\(key): numbers expected, found \(value.excerpt)")
            }
            return numbers
        }
        let axes: [Int] = settings.values["axis"] == .null ? [] : try settings.integers("axis") ?? [-1]
        try append(
            Normalization(
                axes: axes, mean: try numbers("mean"), variance: try numbers("variance"),
                invert: try settings.bool("invert", default: false), name: settings.name))
    }
}

extension JSON {
    /// The elements of lists within lists, in order.
    fileprivate var flattened: [JSON] {
        // NumPy arrays are written as {"class_name": "__numpy__", "config": {"value": …}}.
        if let value = self["config"]?["value"] { return value.flattened }
        return array.map { $0.flatMap(\.flattened) } ?? [self]
    }
}
