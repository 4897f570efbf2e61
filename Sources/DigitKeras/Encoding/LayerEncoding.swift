import DigitJSON
import DigitNN

extension ModelEncoder {
    /// Keras's class name and settings of the layer at an index.
    func configuration(ofLayerAt index: Int) throws(KerasError) -> (className: String, settings: JSON) {
        let (layer, training) = (model.layers[index], model.layerTraining[index])
        let own: [JSON.Member]
        switch layer {
        case let layer as Conv2D: own = try settings(of: layer)
        case let layer as DepthwiseConv2D: own = try settings(of: layer)
        case let layer as Conv2DTranspose: own = try settings(of: layer)
        case let layer as Conv1D: own = try settings(of: layer)
        case let layer as Pooling1D: own = settings(of: layer)
        case let layer as GroupNormalization: own = settings(of: layer)
        case let layer as SeparableConv2D: own = try settings(of: layer)
        case is Flatten: own = [.init("data_format", "channels_last")]
        case is ElementwiseMerge: own = []
        case let layer as Concatenate: own = [.init("axis", .integer(layer.axis))]
        case let layer as BatchNormalization: own = settings(of: layer)
        case let layer as any ElementwiseLayer: own = try settings(of: layer)
        case let layer as InferenceIdentity: return try stored(layer)
        default:
            guard let known = try KerasLayer.settings(of: layer, self) else { throw failure(layer, "Keras has no such layer") }
            own = known
        }
        let common: [JSON.Member] = [
            .init("name", .string(layer.name)), .init("trainable", .bool(training.isTrainable)), .init("dtype", "float32"),
        ]
        return (
            layer.kerasClass, .object(common + own + settings(of: training, of: layer, model.parameters[index]))
        )
    }

    var dataFormat: JSON { channelsFirst ? "channels_first" : "channels_last" }

    func size(_ size: Size2D) -> JSON { [.integer(size.height), .integer(size.width)] }

    func window(_ padding: Padding, _ strides: Size2D) -> [JSON.Member] {
        [.init("strides", size(strides)), .init("padding", .string(padding.rawValue)), .init("data_format", dataFormat)]
    }

    private func settings(of layer: Conv2D) throws(KerasError) -> [JSON.Member] {
        [.init("filters", .integer(layer.filters)), .init("kernel_size", size(layer.kernelSize))]
            + window(layer.padding, layer.strides)
            + [
                .init("dilation_rate", size(layer.dilation)), .init("groups", .integer(layer.groups)),
            ] + (try convolution(layer.activation, layer.useBias, layer.kernelInitializer, of: layer))
    }

    private func settings(of layer: DepthwiseConv2D) throws(KerasError) -> [JSON.Member] {
        [.init("kernel_size", size(layer.kernelSize))] + window(layer.padding, layer.strides)
            + [
                .init("depth_multiplier", .integer(layer.depthMultiplier)), .init("dilation_rate", [1, 1]),
                .init("activation", try activation(layer.activation, of: layer)), .init("use_bias", .bool(layer.useBias)),
            ]
    }

    private func settings(of layer: SeparableConv2D) throws(KerasError) -> [JSON.Member] {
        [.init("filters", .integer(layer.filters)), .init("kernel_size", size(layer.kernelSize))]
            + window(layer.padding, layer.strides)
            + [
                .init("depth_multiplier", .integer(layer.depthMultiplier)), .init("dilation_rate", [1, 1]),
                .init("activation", try activation(layer.activation, of: layer)), .init("use_bias", .bool(layer.useBias)),
            ]
    }

    private func settings(of layer: GroupNormalization) -> [JSON.Member] {
        [.init("groups", .integer(layer.groups)), .init("axis", .integer(channelsFirst ? 1 : -1))]
            + normalization(layer.epsilon, layer.center, layer.scale)
    }

    private func settings(of layer: Conv2DTranspose) throws(KerasError) -> [JSON.Member] {
        [.init("filters", .integer(layer.filters)), .init("kernel_size", size(layer.kernelSize))]
            + window(layer.padding, layer.strides) + [.init("dilation_rate", [1, 1]), .init("output_padding", nil)]
            + (try convolution(layer.activation, layer.useBias, layer.kernelInitializer, of: layer))
    }

    private func settings(of layer: Conv1D) throws(KerasError) -> [JSON.Member] {
        [
            .init("filters", .integer(layer.filters)), .init("kernel_size", [.integer(layer.kernelSize)]),
            .init("strides", [.integer(layer.stride)]), .init("padding", .string(layer.padding.rawValue)),
            .init("data_format", "channels_last"), .init("dilation_rate", [.integer(layer.dilation)]),
            .init("groups", .integer(layer.groups)),
        ] + (try convolution(layer.activation, layer.useBias, layer.kernelInitializer, of: layer))
    }

    private func settings(of layer: Pooling1D) -> [JSON.Member] {
        guard let poolSize = layer.poolSize else {
            return [.init("data_format", "channels_last"), .init("keepdims", .bool(layer.keepDimensions))]
        }
        return [
            .init("pool_size", [.integer(poolSize)]), .init("strides", [.integer(layer.stride)]),
            .init("padding", .string(layer.padding.rawValue)), .init("data_format", "channels_last"),
        ]
    }

    /// The settings of convolutions after those of their windows.
    private func convolution(
        _ function: Activation, _ useBias: Bool, _ initializer: Initializer, of layer: any Layer
    ) throws(KerasError) -> [JSON.Member] {
        [
            .init("activation", try activation(function, of: layer)), .init("use_bias", .bool(useBias)),
            .init("kernel_initializer", initializer.kerasConfiguration),
            .init("bias_initializer", Initializer.zeros.kerasConfiguration),
        ]
    }

    private func settings(of layer: BatchNormalization) -> [JSON.Member] {
        [
            // With channels first the axis is 1, for images; the decoder accepts -1 if there are no other axes.
            .init("axis", channelsFirst ? 1 : -1), .init("momentum", JSON(layer.momentum)), .init("epsilon", JSON(layer.epsilon)),
            .init("center", .bool(layer.center)), .init("scale", .bool(layer.scale)),
        ]
    }

    /// The settings that the layer was read with, under its present name.
    private func stored(_ layer: InferenceIdentity) throws(KerasError) -> (className: String, settings: JSON) {
        guard case .object(let members) = try parseJSON(Array(layer.kerasConfiguration.utf8), "layer \(layer.name)", file: file)
        else {
            throw failure(layer, "a JSON object expected as its configuration")
        }
        return (layer.kerasClassName, .object([.init("name", .string(layer.name))] + members.filter { $0.key != "name" }))
    }
}
