import DigitJSON
import DigitNN
import DigitTensor

extension ChainBuilder {
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

    mutating func decodeBatchNormalization(_ settings: LayerSettings) throws(KerasError) {
        let mode = try settings.integer("mode", default: 0)
        guard mode == 0 else { throw settings.failure("mode \(mode) is not supported, only 0") }
        let axes = try settings.integers("axis") ?? [-1]
        guard axes.count == 1 else { throw settings.failure("axis: one axis expected, found \(axes.count)") }
        // Keras counts the batch axis; negative axes count from the end.
        let axis = axes[0] < 0 ? axes[0] + shape.rank + 1 : axes[0]
        guard axis == shape.rank || (axis == 1 && shape.rank == 3) else {
            throw settings.failure("axis \(axes[0]) is not supported, only that of the channels")
        }
        if shape.rank == 3 { try arrangeImage(for: axis == 3 ? .channelsLast : .channelsFirst) }
        try append(
            BatchNormalization(
                momentum: try settings.float("momentum", default: 0.99), epsilon: try settings.float("epsilon", default: 1e-3),
                center: try settings.bool("center", default: true), scale: try settings.bool("scale", default: true),
                name: settings.name),
            conventions: WeightConventions(hasStandardDeviations: settings.configuration.isOlderThanKeras1))
    }
}
