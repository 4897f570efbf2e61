import DigitJSON
import DigitNN

extension ModelEncoder {
    /// The settings of layers that are less common.
    func settings(ofOther layer: any Layer) throws(KerasError) -> [JSON.Member] {
        switch layer {
        case let layer as LayerNormalization:
            return [.init("axis", JSON(layer.axes))] + normalization(layer.epsilon, layer.center, layer.scale)
        case let layer as GroupNormalization:
            return [.init("groups", .integer(layer.groups)), .init("axis", .integer(channelsFirst ? 1 : -1))]
                + normalization(layer.epsilon, layer.center, layer.scale)
        case let layer as Normalization:
            return [
                .init("axis", layer.axes.isEmpty ? .null : JSON(layer.axes)), .init("invert", .bool(layer.invert)),
                .init("mean", numbers(layer.mean)), .init("variance", numbers(layer.variance)),
            ]
        case let layer as Resizing:
            return [
                .init("height", .integer(layer.size.height)), .init("width", .integer(layer.size.width)),
                .init("interpolation", .string(layer.interpolation.rawValue)),
            ]
        case let layer as CenterCrop:
            return [.init("height", .integer(layer.size.height)), .init("width", .integer(layer.size.width))]
        case let layer as Cropping2D:
            let sides: JSON = [
                [.integer(layer.top), .integer(layer.bottom)], [.integer(layer.left), .integer(layer.right)],
            ]
            return [.init("cropping", sides), .init("data_format", dataFormat)]
        case let layer as UpSampling2D:
            return [
                .init("size", size(layer.factors)), .init("interpolation", .string(layer.interpolation.rawValue)),
                .init("data_format", dataFormat),
            ]
        case let layer as Conv2DTranspose:
            return [.init("filters", .integer(layer.filters)), .init("kernel_size", size(layer.kernelSize))]
                + window(layer.padding, layer.strides) + [.init("dilation_rate", [1, 1]), .init("output_padding", nil)]
                + (try convolution(layer.activation, layer.useBias, layer.kernelInitializer, of: layer))
        case let layer as Conv1D:
            return [
                .init("filters", .integer(layer.filters)), .init("kernel_size", [.integer(layer.kernelSize)]),
                .init("strides", [.integer(layer.stride)]), .init("padding", .string(layer.padding.rawValue)),
                .init("data_format", "channels_last"), .init("dilation_rate", [.integer(layer.dilation)]),
                .init("groups", .integer(layer.groups)),
            ] + (try convolution(layer.activation, layer.useBias, layer.kernelInitializer, of: layer))
        case let layer as Pooling1D:
            if layer.poolSize == nil {
                return [.init("data_format", "channels_last"), .init("keepdims", .bool(layer.keepDimensions))]
            }
            return [
                .init("pool_size", [.integer(layer.poolSize ?? 1)]), .init("strides", [.integer(layer.stride)]),
                .init("padding", .string(layer.padding.rawValue)), .init("data_format", "channels_last"),
            ]
        default: throw failure(layer, "Keras has no such layer")
        }
    }

    private func normalization(_ epsilon: Float, _ center: Bool, _ scale: Bool) -> [JSON.Member] {
        [.init("epsilon", JSON(epsilon)), .init("center", .bool(center)), .init("scale", .bool(scale))]
    }

    private func convolution(
        _ function: Activation, _ useBias: Bool, _ initializer: Initializer, of layer: any Layer
    ) throws(KerasError) -> [JSON.Member] {
        [
            .init("activation", try activation(function, of: layer)), .init("use_bias", .bool(useBias)),
            .init("kernel_initializer", initializer.kerasConfiguration),
            .init("bias_initializer", Initializer.zeros.kerasConfiguration),
        ]
    }

    /// One number, or a list.
    private func numbers(_ values: [Float]?) -> JSON {
        guard let values else { return .null }
        return values.count == 1 ? JSON(values[0]) : .array(values.map { JSON($0) })
    }
}
